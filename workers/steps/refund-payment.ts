import type { RefundId } from "../../domain/contract/ids.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { Refund } from "../../domain/ports/refunds.ts";
import { ok, refuse, type Refusal, type Result } from "../../domain/result.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "./relay.ts";
import { StepNotFinished } from "./step-error.ts";

/**
 * The provider pays back. Its key is the refund's id, so a repeat pays once; only what it refuses for good fails the refund,
 * and then staff must see to it. While it cannot be asked, or our account with it is not in order, the refund waits.
 */
export async function refundPayment(services: Services, refundId: RefundId, outboxId: string): Promise<void> {
  const refund = await services.refunds.find(refundId);
  if (refund === undefined) throw new Error(`refund-payment: no refund ${refundId}`);
  if (refund.status !== "requested") return services.outbox.consume(outboxId);
  const payment = await services.payments.find(refund.paymentId);
  if (payment === undefined) throw new Error(`refund-payment: no payment ${refund.paymentId}`);

  const { trace } = currentContext();
  const paidBack = await payBack(services, payment, refund);
  if (paidBack.ok) {
    await services.refunds.finish(refundId, outboxId, trace);
    return relaySoon(services);
  }
  const { reason } = paidBack.refusal;
  const error = errorOf(paidBack.refusal);
  const isFinal = reason === "payment_provider_error";
  const about = { refundId, paymentId: payment.id, bookingId: refund.bookingId, error };
  log.warn(isFinal ? "refund failed" : "refund waits", about);
  if (!isFinal) throw new StepNotFinished("refund-payment", paidBack.refusal);
  await services.refunds.fail(refundId, error, outboxId, trace);
}

/** With what of the provider's answer tells staff where to look. */
function errorOf({ reason, providerCode, providerStatus }: Refusal): string {
  if (typeof providerCode === "string") return `${reason}: ${providerCode}`;
  return typeof providerStatus === "number" ? `${reason}: HTTP ${providerStatus}` : reason;
}

async function payBack({ providers }: Services, payment: Payment, refund: Refund): Promise<Result<void>> {
  const { id, paymentId, amountMinor, currency } = refund;
  if (amountMinor === 0 || payment.provider === "free") return ok(undefined);
  // His bank has given the buyer his money back already.
  if (payment.status === "charged_back") return refuse("payment_provider_error", { providerCode: "charged_back" });
  const { intentId } = payment;
  if (intentId === null) throw new Error(`refund-payment: nobody knows the money of ${paymentId}`);
  return providers.of(payment.provider).refund({ id, paymentId, intentId, amount: { amountMinor, currency } });
}
