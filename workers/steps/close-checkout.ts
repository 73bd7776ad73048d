import type { PaymentId } from "../../domain/contract/ids.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { ProviderSession } from "../../domain/ports/payment-provider.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { settlePayment } from "./settle-payment.ts";
import { StepNotFinished } from "./step-error.ts";

/**
 * The hold is over or was cancelled: nobody may pay for it any more, so the provider's session is expired. Where the
 * provider refuses, the buyer was faster, and the late path decides: the same seats if they are still free, or his money.
 */
export async function closeCheckout(services: Services, paymentId: PaymentId, outboxId: string): Promise<void> {
  const payment = await services.payments.find(paymentId);
  if (payment?.status !== "pending" && payment?.status !== "authorised") return services.outbox.consume(outboxId);

  const session = await endedSession(services, payment);
  if (session !== null && session.state !== "ended") {
    const { intentId, amount, state } = session;
    const { bookingId } = payment;
    const captured = state === "captured";
    return settlePayment(
      services,
      { type: "payment.authorised", bookingId, paymentId, intentId, captured, ...amount },
      outboxId,
    );
  }
  await services.payments.close(payment.id, "expired", "the hold ended", outboxId, currentContext().trace);
}

/** The session after an attempt to expire it; null when the provider never gave us one (then nobody has its address). */
async function endedSession({ provider }: Services, payment: Payment): Promise<ProviderSession | null> {
  if (payment.sessionId === null) return null;
  const expired = await provider.expireSession(payment.sessionId);
  if (expired.ok) return expired.value;
  if (expired.refusal.reason !== "payment_provider_error") throw new StepNotFinished("close-checkout", expired.refusal);
  const session = await provider.session(payment.sessionId);
  if (!session.ok) throw new StepNotFinished("close-checkout", session.refusal);
  if (session.value.state === "open") throw new StepNotFinished("close-checkout", expired.refusal);
  return session.value;
}
