import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { ProviderEvent } from "../../domain/ports/payment-provider.ts";
import type { WebhookReceipt } from "../../domain/ports/payments.ts";
import type { ProviderName } from "../../domain/payment/provider-names.ts";
import { sessionMessage } from "../../domain/payment/session-message.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "../steps/relay.ts";

/**
 * Takes note of a verified webhook, once: inbox and outbox in one transaction, and only then may the provider be told
 * that we have it.
 */
export async function receiveWebhook(
  services: Services,
  provider: ProviderName,
  event: ProviderEvent,
): Promise<WebhookReceipt> {
  const message = await messageOf(services, provider, event);
  if (message === "unknown") return "unknown";
  const receipt = await services.payments.receive({
    provider,
    providerEventId: event.id,
    type: event.type,
    messages: message === undefined ? [] : [message],
    trace: currentContext().trace,
  });
  if (receipt === "fresh" && message !== undefined) relaySoon(services);
  return receipt;
}

/** What the event calls for; undefined: nothing. */
async function messageOf(
  { payments }: Services,
  provider: ProviderName,
  event: ProviderEvent,
): Promise<OutboxMessage | undefined | "unknown"> {
  switch (event.kind) {
    case "ignored":
      return undefined;
    case "told":
      return { type: "payment.told", paymentId: event.paymentId, sessionId: event.sessionId };
    case "declined":
      return { type: "payment.declined", paymentId: event.paymentId, message: event.message };
    case "lapsed":
      return { type: "payment.ended", paymentId: event.paymentId, outcome: "lapsed" };
    case "session":
      return event.failed
        ? { type: "payment.ended", paymentId: event.paymentId, outcome: "failed" }
        : sessionMessage(event.session, event.paymentId);
    case "refund_failed": {
      const { paymentId, refundId, intentId, reason } = event;
      return { type: "refund.failed", paymentId, refundId, intentId, reason };
    }
    case "disputed": {
      const payment = await payments.findByIntent(provider, event.intentId);
      if (payment === undefined) return "unknown";
      const { outcome, reason } = event;
      return { type: "payment.disputed", paymentId: payment.id, outcome, reason };
    }
  }
}
