import type { Stripe } from "stripe";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Money } from "../../../domain/money.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { isAnswer, stripeFailure } from "./stripe-failure.ts";

/** Gives captured money back. Already given back, to that amount at least, is as good. May throw StripeError. */
export async function refundIntent(
  stripe: Stripe,
  payment: PaymentId,
  intentId: string,
  amount: Money,
): Promise<Result<void>> {
  const parameters = { payment_intent: intentId, amount: amount.amountMinor, metadata: { payment_id: payment } };
  try {
    const refund = await stripe.refunds.create(parameters, { idempotencyKey: `refund:${payment}` });
    const failed = refund.status === "failed" || refund.status === "canceled";
    return failed ? refuse("payment_provider_error", { providerCode: `refund_${refund.status}` }) : ok(undefined);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return (await refundedMinor(stripe, intentId)) >= amount.amountMinor ? ok(undefined) : stripeFailure(error);
  }
}

async function refundedMinor(stripe: Stripe, intentId: string): Promise<number> {
  const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intentId, { expand: ["latest_charge"] });
  return typeof charge === "object" && charge !== null ? charge.amount_refunded : 0;
}
