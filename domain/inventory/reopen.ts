import type { Reopen } from "../contract/event-object.ts";
import { changed } from "./booking.ts";
import { findBooking } from "./find-booking.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";

/**
 * The payment came to nothing: the booking is held and payable again. It is held for `holdTtlMs` from now, but not
 * longer than the payment was allowed to take, so that failing payments do not stretch a hold. A confirmed booking has no
 * such deadline any more, and stays confirmed unless the command says otherwise. One that has expired meanwhile stays so and
 * forgets the payment: its money is given back, so a confirmation that comes again must sell nothing. With another payment,
 * or none, the booking stays as it is.
 * Refusal: booking_not_found.
 */
export function reopen(state: InventoryState, command: Reopen, nowMs: number): CommandResult {
  const found = findBooking(state, command.bookingId, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  const isItsPayment = booking.paymentId === command.paymentId;
  const isUndone = booking.status === "confirmed" && command.evenIfConfirmed === true;
  const isPayable = booking.status === "pending_payment" || isUndone;
  if (isItsPayment && booking.status === "expired") return becomes(changed(booking, { paymentId: null }));
  if (!isItsPayment || !isPayable) return becomes(booking);
  const deadlineMs = Math.min(nowMs + state.config.holdTtlMs, booking.deadlineMs ?? Infinity);
  return becomes(changed(booking, { status: "created", deadlineMs, paymentId: null }));
}
