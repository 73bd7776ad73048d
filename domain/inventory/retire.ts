import type { BookingId } from "../contract/ids.ts";
import { HOUR_MS } from "../time.ts";
import type { Booking } from "./booking.ts";
import { REMEMBER_MS } from "./remembered-answer.ts";
import type { InventoryState } from "./state.ts";

/** Longer than answers are remembered, and none is added after the end, so nothing is lost that may still be repeated. */
const KEEP_ENDED_MS = REMEMBER_MS + HOUR_MS;

/** When an expired or cancelled booking may be forgotten; null for those that are kept. */
export function retirementMs({ status, endedAtMs }: Booking): number | null {
  const isForgettable = status === "expired" || status === "cancelled";
  return isForgettable && endedAtMs !== null ? endedAtMs + KEEP_ENDED_MS : null;
}

/** Bookings to forget, longest ended first, at most `limit`; those that `mayForget` does not allow yet are passed over. */
export function retired(
  state: InventoryState,
  nowMs: number,
  limit: number,
  mayForget: (id: BookingId) => boolean,
): readonly BookingId[] {
  const ids = new Set<BookingId>();
  for (const entry of state.retirements.upTo(nowMs)) {
    if (ids.size >= limit) break;
    const booking = state.bookings.get(entry.id);
    if (booking !== undefined && retirementMs(booking) === entry.atMs && mayForget(entry.id)) ids.add(entry.id);
  }
  return [...ids];
}

/** When the next booking can be forgotten; undefined when none has ended. */
export function nextRetirementMs(state: InventoryState): number | undefined {
  const isStale = ({ id, atMs }: { readonly id: BookingId; readonly atMs: number }): boolean => {
    const booking = state.bookings.get(id);
    return booking === undefined || retirementMs(booking) !== atMs;
  };
  return state.retirements.firstFresh(isStale)?.atMs;
}
