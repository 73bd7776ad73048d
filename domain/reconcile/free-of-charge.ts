import type { OutboxMessage } from "../ports/outbox.ts";
import type { CasePayment } from "./booking-case.ts";

/** What pays for a booking that costs nothing: told by us, as no provider will. */
export function freeOfCharge({ id: paymentId, amountMinor, currency }: CasePayment): OutboxMessage {
  return { type: "payment.authorised", paymentId, intentId: null, captured: true, amountMinor, currency };
}
