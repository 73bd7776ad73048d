import type { BookingStatus } from "../contract/event-object.ts";
import type { ErrorCode } from "../contract/error-codes.ts";
import type { BookingId, UserId } from "../contract/ids.ts";
import { ok, refuse, type Result } from "../result.ts";
import { asOf, type Booking } from "./booking.ts";
import type { InventoryState } from "./state.ts";

/** A booking as it is at `nowMs`. Refusal: booking_not_found. */
export function findBooking({ bookings }: InventoryState, id: BookingId, nowMs: number): Result<Booking> {
  const booking = bookings.get(id);
  return booking === undefined ? refuse("booking_not_found") : ok(asOf(booking, nowMs));
}

/** The same for its buyer: a booking of somebody else is not found either, so that ids tell nothing. */
export function findOwnBooking(state: InventoryState, id: BookingId, buyer: UserId, nowMs: number): Result<Booking> {
  const found = findBooking(state, id, nowMs);
  return found.ok && found.value.buyerId !== buyer ? refuse("booking_not_found") : found;
}

/** The refusal of a command that the booking's status does not allow. */
export const REFUSAL_OF_STATUS = {
  pending_payment: "booking_pending_payment",
  confirmed: "booking_confirmed",
  expired: "booking_expired",
  cancelled: "booking_cancelled",
  refunded: "booking_refunded",
} as const satisfies Record<Exclude<BookingStatus, "created">, ErrorCode>;

/** Only a created booking can be changed. Refusal: the code of its status. */
export function requireCreated(booking: Booking): Result<Booking> {
  return booking.status === "created" ? ok(booking) : refuse(REFUSAL_OF_STATUS[booking.status]);
}
