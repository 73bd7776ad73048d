import { payments } from "../../schema/payments.ts";

/** The members of `Payment`. */
export const paymentColumns = {
  id: payments.id,
  bookingId: payments.bookingId,
  eventId: payments.eventId,
  buyerId: payments.buyerId,
  provider: payments.provider,
  amountMinor: payments.amountMinor,
  currency: payments.currency,
  status: payments.status,
  sessionId: payments.sessionId,
  sessionUrl: payments.sessionUrl,
  sessionExpiresAt: payments.sessionExpiresAt,
  intentId: payments.intentId,
  acceptsEqualSeats: payments.acceptsEqualSeats,
  refundedMinor: payments.refundedMinor,
  flag: payments.flag,
  lastError: payments.lastError,
  createdAt: payments.createdAt,
};
