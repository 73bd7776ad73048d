import type { Stripe } from "stripe";
import type { RefundRequestToProvider } from "../../../domain/ports/payment-provider.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { isAnswer, stripeFailure } from "./stripe-failure.ts";

/**
 * Gives captured money back, once per id. Looked for first, because Stripe forgets idempotency keys after a day and a refund in
 * part could be made twice. Pending counts as given: the bank transfer of it takes days, and `refund.failed` tells where it
 * comes to nothing. May throw StripeError.
 */
export async function refundIntent(stripe: Stripe, request: RefundRequestToProvider): Promise<Result<void>> {
  const { id, paymentId, intentId, amount } = request;
  const made = await madeBefore(stripe, request);
  if (made !== undefined) return made;
  const parameters = {
    payment_intent: intentId,
    amount: amount.amountMinor,
    metadata: { payment_id: paymentId, refund_id: id },
  };
  try {
    return outcome(await stripe.refunds.create(parameters, { idempotencyKey: `refund:${id}` }));
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return (await madeBefore(stripe, request)) ?? stripeFailure(error);
  }
}

/** What became of it; undefined when it was never made. The whole of a payment may also have been given back by others. */
async function madeBefore(
  stripe: Stripe,
  { id, paymentId, intentId, amount }: RefundRequestToProvider,
): Promise<Result<void> | undefined> {
  const { data: refunds } = await stripe.refunds.list({ payment_intent: intentId, limit: 100 });
  const ours = refunds.find(({ metadata }) => metadata?.["refund_id"] === id);
  if (ours !== undefined) return outcome(ours);
  if (String(id) !== String(paymentId)) return undefined;
  const given = refunds.filter((refund) => !isLost(refund)).reduce((sum, refund) => sum + refund.amount, 0);
  return given >= amount.amountMinor ? ok(undefined) : undefined;
}

function outcome(refund: Stripe.Refund): Result<void> {
  return isLost(refund) ? refuse("payment_provider_error", { providerCode: `refund_${refund.status}` }) : ok(undefined);
}

function isLost({ status }: Stripe.Refund): boolean {
  return status === "failed" || status === "canceled";
}
