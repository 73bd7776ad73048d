import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { ProviderEvent } from "../../domain/ports/payment-provider.ts";
import { sessionMessage } from "../../domain/payment/session-message.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "../steps/relay.ts";

/**
 * Takes note of a verified webhook, once: inbox and outbox in one transaction, and only then may the provider be told
 * that we have it. False when it was received before.
 */
export async function receiveWebhook(services: Services, event: ProviderEvent): Promise<boolean> {
  const message = messageOf(event);
  const fresh = await services.payments.receive({
    provider: "stripe",
    providerEventId: event.id,
    type: event.type,
    messages: message === undefined ? [] : [message],
    trace: currentContext().trace,
  });
  if (fresh && message !== undefined) relaySoon(services);
  return fresh;
}

function messageOf(event: ProviderEvent): OutboxMessage | undefined {
  switch (event.kind) {
    case "ignored":
      return undefined;
    case "declined":
      return {
        type: "payment.declined",
        bookingId: event.bookingId,
        paymentId: event.paymentId,
        message: event.message,
      };
    case "session":
      return event.failed
        ? { type: "payment.ended", bookingId: event.bookingId, paymentId: event.paymentId, outcome: "failed" }
        : sessionMessage(event.session, { id: event.paymentId, bookingId: event.bookingId });
  }
}
