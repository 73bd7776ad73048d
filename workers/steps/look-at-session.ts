import { sessionMessage } from "../../domain/payment/session-message.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { Services } from "../services.ts";
import { awaitMoney } from "./await-money.ts";
import { endPayment } from "./end-payment.ts";
import { settlePayment } from "./settle-payment.ts";
import { StepNotFinished } from "./step-error.ts";

type Told = Extract<OutboxMessage, { type: "payment.told" }>;

/**
 * A webhook was a reason to look: the provider is asked what came, and how much, and that is acted on as if he had said it. A
 * session that is still open has no news: what will become of it is heard of, or asked about by the sweep.
 */
export async function lookAtSession(services: Services, message: Told, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment === undefined || payment.provider === "free") return services.outbox.consume(outboxId);
  const session = await services.providers.of(payment.provider).session(message.sessionId);
  if (!session.ok && session.refusal.reason === "payment_provider_unavailable")
    throw new StepNotFinished("look-at-session", session.refusal);
  if (!session.ok) throw new Error(`look-at-session: ${payment.provider} knows no session ${message.sessionId}`);
  const news = sessionMessage(session.value, payment.id);
  if (news === undefined) return services.outbox.consume(outboxId);
  switch (news.type) {
    case "payment.authorised":
      return settlePayment(services, news, outboxId);
    case "payment.processing":
      return awaitMoney(services, news, outboxId);
    case "payment.ended":
      return endPayment(services, news, outboxId);
  }
}
