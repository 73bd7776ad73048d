import type { OutboxMessage } from "../ports/outbox.ts";
import type { ProviderSession } from "../ports/payment-provider.ts";
import type { Payment } from "../ports/payments.ts";

/** What a session's state calls for; nothing while it is open. */
export function sessionMessage(
  session: ProviderSession,
  { id: paymentId, bookingId }: Pick<Payment, "id" | "bookingId">,
): OutboxMessage | undefined {
  switch (session.state) {
    case "open":
      return undefined;
    case "ended":
      return { type: "payment.ended", bookingId, paymentId, outcome: "expired" };
    case "authorised":
    case "captured":
      return {
        type: "payment.authorised",
        bookingId,
        paymentId,
        intentId: session.intentId,
        captured: session.state === "captured",
        ...session.amount,
      };
  }
}
