import { isOpenStatus } from "../../domain/payment/payment-statuses.ts";
import type { PaymentId } from "../../domain/contract/ids.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { ProviderSession } from "../../domain/ports/payment-provider.ts";
import { sessionMessage } from "../../domain/payment/session-message.ts";
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
  if (payment === undefined || !isOpenStatus(payment.status)) return services.outbox.consume(outboxId);

  const { trace } = currentContext();
  const session = await endedSession(services, payment);
  const news = session && sessionMessage(session, paymentId);
  switch (news?.type) {
    case "payment.authorised":
      return settlePayment(services, news, outboxId);
    case "payment.processing":
      // His bank will answer: money that comes then finds its seats, or goes back.
      return services.payments.markProcessing(paymentId, news.intentId, outboxId, trace);
    case "payment.ended":
    case undefined:
      await services.payments.close(paymentId, { fact: "expired", reason: "the hold ended" }, outboxId, trace);
  }
}

/** The session after an attempt to expire it; undefined when the provider never gave us one (then nobody has its address). */
async function endedSession({ providers }: Services, payment: Payment): Promise<ProviderSession | undefined> {
  if (payment.sessionId === null || payment.provider === "free") return undefined;
  const provider = providers.of(payment.provider);
  const expired = await provider.expireSession(payment.sessionId);
  if (expired.ok) return expired.value;
  if (expired.refusal.reason !== "payment_provider_error") throw new StepNotFinished("close-checkout", expired.refusal);
  const session = await provider.session(payment.sessionId);
  if (!session.ok) throw new StepNotFinished("close-checkout", session.refusal);
  if (session.value.state === "open") throw new StepNotFinished("close-checkout", expired.refusal);
  return session.value;
}
