import type { AwaitMoney } from "../contract/event-object.ts";
import { refuse } from "../result.ts";
import { changed, isOpen, type Booking } from "./booking.ts";
import { findForPayment } from "./find-for-payment.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import { retakeItems } from "./retake-items.ts";
import type { InventoryState } from "./state.ts";

/**
 * The money of this payment is on its way: what the booking has reserved stays reserved until `untilMs`, never shorter than it
 * is. A booking that has expired meanwhile gets the same seats and places again when all are free and the buyer's limit
 * allows. Confirmed already by this payment: unchanged. Refusals, in this order: those of `findForPayment`, booking_expired
 * (and `untilMs` is over too), seats_gone with the evidence of what is missing.
 */
export function awaitMoney(state: InventoryState, command: AwaitMoney, nowMs: number): CommandResult {
  const found = findForPayment(state, command, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  const { untilMs } = command;
  if (booking.status === "confirmed") return becomes(booking);
  if (isOpen(booking)) return becomes(untilMs > (booking.deadlineMs ?? 0) ? reservedUntil(booking, untilMs) : booking);
  if (untilMs <= nowMs) return refuse("booking_expired");
  const retaken = retakeItems(state, booking, nowMs, false);
  return retaken.ok ? becomes(reservedUntil(booking, untilMs), retaken.value.expired) : retaken;
}

function reservedUntil(booking: Booking, deadlineMs: number): Booking {
  return changed(booking, { status: "pending_payment", deadlineMs, endedAtMs: null });
}
