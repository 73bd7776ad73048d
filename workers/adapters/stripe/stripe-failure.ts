import { Stripe } from "stripe";
import { refuse, type Refusal, type Result } from "../../../domain/result.ts";

type Failure = { readonly ok: false; readonly refusal: Refusal };

/** Runs a call to Stripe; an error of Stripe becomes a refusal, anything else is a bug and goes on. */
export async function asResult<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return stripeFailure(error);
    throw error;
  }
}

/**
 * Unavailable: no answer, 5xx, nonsense, too many requests, or a first request with the same key that is still running
 * (409). Then the call may have been done. The evidence names what is safe to show: never a message, it may hold a key.
 */
export function stripeFailure(error: Stripe.errors.StripeError): Failure {
  const { statusCode, code, requestId } = error;
  const evidence = {
    ...(statusCode === undefined ? {} : { providerStatus: statusCode }),
    ...(code === undefined ? {} : { providerCode: code }),
    ...(requestId === undefined ? {} : { providerRequestId: requestId }),
  };
  return refuse(isPassing(error) ? "payment_provider_unavailable" : "payment_provider_error", evidence);
}

/** The SDK calls every status above 403 that is not 404 or 429 a StripeAPIError, 409 among them. */
function isPassing(error: Stripe.errors.StripeError): boolean {
  const { StripeConnectionError, StripeAPIError, StripeRateLimitError } = Stripe.errors;
  return [StripeConnectionError, StripeAPIError, StripeRateLimitError].some((kind) => error instanceof kind);
}

/**
 * Stripe has answered with an error: a look at the object tells what is true. That goes for 5xx too, because Stripe
 * repeats one under its idempotency key for a day, whatever became of the call.
 */
export function isAnswer(error: unknown): error is Stripe.errors.StripeError {
  const { StripeError, StripeConnectionError, StripeRateLimitError } = Stripe.errors;
  if (!(error instanceof StripeError)) return false;
  return !(error instanceof StripeConnectionError || error instanceof StripeRateLimitError);
}
