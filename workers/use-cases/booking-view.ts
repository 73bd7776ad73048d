import type { BookingSnapshot, BookingStatus } from "../../domain/contract/event-object.ts";
import { areaId, seatId } from "../../domain/contract/ids.ts";
import type { BookingState, BookingWire } from "../../domain/contract/wire/bookings.ts";
import { isPaidStatus, type PaymentStatus } from "../../domain/payment/payment-statuses.ts";
import type { BookingRecord } from "../../domain/ports/bookings.ts";

/**
 * The state that a buyer is told. The object's `confirmed` means that the seats are his; `paid` means that the money was
 * taken too and tickets exist, which Postgres knows.
 */
export function bookingState(status: BookingStatus, payment: PaymentStatus | null): BookingState {
  if (status !== "confirmed") return status;
  return payment !== null && isPaidStatus(payment) ? "paid" : "pending_payment";
}

/** A booking as the object sees it, in public ids. */
export function bookingView(booking: BookingSnapshot, payment: PaymentStatus | null = null): BookingWire {
  return {
    id: booking.id,
    event_id: booking.eventId,
    status: bookingState(booking.status, payment),
    seats: booking.seats.map(({ seat, priceMinor }) => ({
      id: seatId(booking.eventId, seat),
      price_minor: priceMinor,
    })),
    places: booking.places.map(({ area, count, priceMinor }) => ({
      area_id: areaId(booking.eventId, area),
      count,
      price_minor: priceMinor,
    })),
    total_minor: booking.totalMinor,
    currency: booking.currency,
    expires_at: booking.deadlineMs === null ? null : new Date(booking.deadlineMs).toISOString(),
    created_at: new Date(booking.createdAtMs).toISOString(),
    version: booking.version,
  };
}

/** The payment side of the business record, as a buyer is told it. */
export function paymentView(payment: BookingRecord["payment"]): NonNullable<BookingWire["payment"]> | null {
  if (payment === null) return null;
  const url = payment.status === "pending" ? payment.url : null;
  return { id: payment.id, status: payment.status, url, last_error: payment.lastError };
}
