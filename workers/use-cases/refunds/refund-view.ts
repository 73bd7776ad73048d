import type { RefundWire } from "../../../domain/contract/wire/refunds.ts";
import type { Refund } from "../../../domain/ports/refunds.ts";

export function refundView(refund: Refund): RefundWire {
  const { id, currency, status, reason, who } = refund;
  return {
    id,
    payment_id: refund.paymentId,
    booking_id: refund.bookingId,
    event_id: refund.eventId,
    amount_minor: refund.amountMinor,
    currency,
    ends_booking: refund.endsBooking,
    status,
    reason,
    who,
    last_error: refund.lastError,
    created_at: refund.createdAt.toISOString(),
    ended_at: refund.endedAt?.toISOString() ?? null,
  };
}
