import type { Stripe } from "stripe";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import { ok, type Result } from "../../../domain/result.ts";
import { isAnswer, stripeFailure } from "./stripe-failure.ts";
import { voidIntent } from "./void-intent.ts";

/**
 * Takes authorised money. After an error the intent is looked at: it was taken already (true), it is cancelled (false), or
 * the bank refuses it now (402). Then the authorisation is released before we say false: nobody will come back to it, and
 * the buyer's money must not stay blocked. May throw StripeError.
 */
export async function captureIntent(
  stripe: Stripe,
  payment: PaymentId,
  intentId: string,
): Promise<Result<{ readonly captured: boolean }>> {
  try {
    await stripe.paymentIntents.capture(intentId, {}, { idempotencyKey: `capture:${payment}` });
    return ok({ captured: true });
  } catch (error) {
    if (!isAnswer(error)) throw error;
    const { status } = await stripe.paymentIntents.retrieve(intentId);
    if (status === "succeeded") return ok({ captured: true });
    if (status === "canceled") return ok({ captured: false });
    if (error.statusCode !== 402) return stripeFailure(error);
    const released = await voidIntent(stripe, payment, intentId);
    return released.ok ? ok({ captured: false }) : released;
  }
}
