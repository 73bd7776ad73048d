import type { BookingId } from "../contract/ids.ts";
import { expired, isDue, type Booking } from "./booking.ts";
import type { InventoryState } from "./state.ts";

/** Open bookings whose deadline has come (I6), earliest first, not tidied yet. */
export function* dueBookings(state: InventoryState, nowMs: number): Generator<Booking> {
  const seen = new Set<BookingId>();
  for (const { id, atMs } of state.deadlines.upTo(nowMs)) {
    const booking = state.bookings.get(id);
    if (booking === undefined || booking.deadlineMs !== atMs || !isDue(booking, nowMs) || seen.has(id)) continue;
    seen.add(id);
    yield booking;
  }
}

/** The next values of at most `limit` bookings that are due, earliest first. Changes nothing. */
export function expireDue(state: InventoryState, nowMs: number, limit: number): readonly Booking[] {
  const bookings: Booking[] = [];
  if (limit <= 0) return bookings;
  for (const booking of dueBookings(state, nowMs)) if (bookings.push(expired(booking)) >= limit) break;
  return bookings;
}

/** When the next hold or payment ends; undefined when nothing is open. */
export function nextDeadlineMs(state: InventoryState): number | undefined {
  return state.deadlines.firstFresh(({ id, atMs }) => state.bookings.get(id)?.deadlineMs !== atMs)?.atMs;
}
