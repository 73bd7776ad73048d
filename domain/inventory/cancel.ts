import type { Cancel } from "../contract/event-object.ts";
import { refuse } from "../result.ts";
import { changed } from "./booking.ts";
import { findOwnBooking, REFUSAL_OF_STATUS } from "./find-booking.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";

/**
 * Ends an open booking; what it held is free. A cancelled booking stays as it is. Refusals, in this order:
 * booking_not_found, booking_confirmed, booking_expired, booking_refunded.
 */
export function cancel(state: InventoryState, command: Cancel, nowMs: number): CommandResult {
  const found = findOwnBooking(state, command.bookingId, command.buyerId, nowMs);
  if (!found.ok) return found;
  const booking = found.value;
  switch (booking.status) {
    case "cancelled":
      return becomes(booking);
    case "created":
    case "pending_payment":
      return becomes(changed(booking, { status: "cancelled", deadlineMs: null, endedAtMs: nowMs }));
    case "confirmed":
    case "expired":
    case "refunded":
      return refuse(REFUSAL_OF_STATUS[booking.status]);
  }
}
