import type { Confirm } from "../contract/event-object.ts";
import { refuse } from "../result.ts";
import { changed, isOpen, type Booking } from "./booking.ts";
import { findBooking, REFUSAL_OF_STATUS } from "./find-booking.ts";
import { findRoom } from "./find-room.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";

/**
 * Sells what the booking holds: its payment is authorised. A booking that has expired meanwhile gets the same seats and
 * places again when all are free and the buyer's limit allows. Confirmed already by this payment: unchanged.
 * Refusals, in this order: booking_not_found, booking_cancelled, booking_refunded, payment_superseded (the booking has, or
 * ended with, another payment or none), seats_gone with the evidence of what is missing.
 */
export function confirm(state: InventoryState, command: Confirm, nowMs: number): CommandResult {
  const found = findBooking(state, command.bookingId, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  if (booking.status === "cancelled" || booking.status === "refunded") return refuse(REFUSAL_OF_STATUS[booking.status]);
  if (booking.paymentId !== command.paymentId) return refuse("payment_superseded");
  if (booking.status === "confirmed") return becomes(booking);
  return isOpen(booking) ? becomes(sold(booking)) : sellAgain(state, booking, nowMs);
}

function sellAgain(state: InventoryState, booking: Booking, nowMs: number): CommandResult {
  const seats = booking.seats.map(({ seat }) => seat);
  const room = findRoom(state, booking, { seats, places: booking.places }, nowMs);
  if (room.ok) return becomes(sold(booking), room.value);
  const { reason: obstacle, ...evidence } = room.refusal;
  return refuse("seats_gone", { ...evidence, obstacle });
}

function sold(booking: Booking): Booking {
  return changed(booking, { status: "confirmed", deadlineMs: null, endedAtMs: null });
}
