import type { AwaitMoney, Confirm } from "../contract/event-object.ts";
import { ok, refuse, type Result } from "../result.ts";
import type { Booking } from "./booking.ts";
import { findBooking, REFUSAL_OF_STATUS } from "./find-booking.ts";
import type { InventoryState } from "./state.ts";

/**
 * The booking that a payment is for, open, expired, or confirmed by it. Refusals, in this order: booking_not_found,
 * booking_cancelled, booking_refunded, payment_superseded (the booking has, or ended with, another payment or none),
 * event_cancelled: for an event that does not take place no money is taken any more. What is confirmed already stays so.
 */
export function findForPayment(state: InventoryState, command: Confirm | AwaitMoney, nowMs: number): Result<Booking> {
  const found = findBooking(state, command.bookingId, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  if (booking.status === "cancelled" || booking.status === "refunded") return refuse(REFUSAL_OF_STATUS[booking.status]);
  if (booking.paymentId !== command.paymentId) return refuse("payment_superseded");
  if (booking.status !== "confirmed" && state.config.isCancelled === true) return refuse("event_cancelled");
  return ok(booking);
}
