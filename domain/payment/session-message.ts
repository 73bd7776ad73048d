import type { OutboxMessage } from "../ports/outbox.ts";
import type { ProviderSession } from "../ports/payment-provider.ts";
import type { PaymentId } from "../contract/ids.ts";

export type SessionNews = Extract<
  OutboxMessage,
  { readonly type: "payment.processing" | "payment.ended" | "payment.authorised" }
>;

/** What a session's state calls for; nothing while it is open. */
export function sessionMessage(session: ProviderSession, paymentId: PaymentId): SessionNews | undefined {
  switch (session.state) {
    case "open":
      return undefined;
    case "processing":
      return { type: "payment.processing", paymentId, intentId: session.intentId };
    case "ended":
      return { type: "payment.ended", paymentId, outcome: "expired" };
    case "authorised":
    case "captured":
      return {
        type: "payment.authorised",
        paymentId,
        intentId: session.intentId,
        captured: session.state === "captured",
        ...session.amount,
      };
  }
}
