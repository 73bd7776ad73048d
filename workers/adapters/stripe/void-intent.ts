import type { Stripe } from "stripe";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import { ok, type Result } from "../../../domain/result.ts";
import { isAnswer, stripeFailure } from "./stripe-failure.ts";

/** Releases authorised money. Already cancelled is as good. May throw StripeError. */
export async function voidIntent(stripe: Stripe, payment: PaymentId, intentId: string): Promise<Result<void>> {
  try {
    await stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey: `void:${payment}` });
    return ok(undefined);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    const { status } = await stripe.paymentIntents.retrieve(intentId);
    return status === "canceled" ? ok(undefined) : stripeFailure(error);
  }
}
