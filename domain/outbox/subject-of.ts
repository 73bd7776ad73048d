import type { OutboxMessage } from "../ports/outbox.ts";

/** The id of what a message is about; undefined of one that was written by who knows more than we do. */
export function subjectOf(message: OutboxMessage): string | undefined {
  if ("paymentId" in message) return message.paymentId;
  if ("refundId" in message) return message.refundId;
  return "bookingId" in message ? message.bookingId : message.eventId;
}
