import type { Confirm } from "../contract/event-object.ts";
import { changed, isOpen, type Booking } from "./booking.ts";
import { findForPayment } from "./find-for-payment.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import { retakeItems } from "./retake-items.ts";
import type { InventoryState } from "./state.ts";

/**
 * Sells what the booking holds: its payment is authorised. A booking that has expired meanwhile gets the same seats and
 * places again when all are free and the buyer's limit allows; else equal seats, where he has agreed to that. Confirmed
 * already by this payment: unchanged.
 * Refusals, in this order: those of `findForPayment`, seats_gone with the evidence of what is missing.
 */
export function confirm(state: InventoryState, command: Confirm, nowMs: number): CommandResult {
  const found = findForPayment(state, command, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  if (booking.status === "confirmed") return becomes(booking);
  if (isOpen(booking)) return becomes(sold(booking));
  const retaken = retakeItems(state, booking, nowMs, command.acceptsEqualSeats === true);
  if (!retaken.ok) return retaken;
  const { seats, expired } = retaken.value;
  return becomes(sold({ ...booking, seats }), expired);
}

function sold(booking: Booking): Booking {
  return changed(booking, { status: "confirmed", deadlineMs: null, endedAtMs: null });
}
