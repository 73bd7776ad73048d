import { refunds } from "../../schema/refunds.ts";

/** The members of `Refund`. */
export const refundColumns = {
  id: refunds.id,
  paymentId: refunds.paymentId,
  bookingId: refunds.bookingId,
  eventId: refunds.eventId,
  amountMinor: refunds.amountMinor,
  currency: refunds.currency,
  endsBooking: refunds.endsBooking,
  status: refunds.status,
  reason: refunds.reason,
  who: refunds.who,
  lastError: refunds.lastError,
  createdAt: refunds.createdAt,
  endedAt: refunds.endedAt,
};
