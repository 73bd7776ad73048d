import type { Revoke } from "../contract/event-object.ts";
import { refuse } from "../result.ts";
import { changed } from "./booking.ts";
import { findBooking, REFUSAL_OF_STATUS } from "./find-booking.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";

/**
 * Takes a confirmed booking back, whose tickets are void: its seats are free. Refunded already: unchanged.
 * Refusals: booking_not_found, payment_not_found (never paid), else the code of its status.
 */
export function revoke(state: InventoryState, command: Revoke, nowMs: number): CommandResult {
  const found = findBooking(state, command.bookingId, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  if (booking.status === "refunded") return becomes(booking);
  if (booking.status === "confirmed") return becomes(changed(booking, { status: "refunded", endedAtMs: nowMs }));
  return refuse(booking.status === "created" ? "payment_not_found" : REFUSAL_OF_STATUS[booking.status]);
}
