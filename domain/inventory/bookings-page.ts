import type { BookingsPage } from "../contract/event-object.ts";
import type { BookingId } from "../contract/ids.ts";
import { MinHeap } from "./min-heap.ts";
import { snapshotOf } from "./snapshot-of.ts";
import type { InventoryState } from "./state.ts";

const MAX_BOOKINGS = 1_000;
/** Seats of a page: an answer over RPC may have 32 MiB, and a booking 500 seats. */
const MAX_SEATS = 20_000;

/**
 * The bookings after an id, in order, at most `limit`, exactly as the journal writes them: one whose deadline has come and
 * that nobody has tidied yet stands there as it was.
 */
export function bookingsPage(state: InventoryState, after: BookingId | null, limit: number): BookingsPage {
  const most = Math.min(Math.max(1, Math.trunc(limit)), MAX_BOOKINGS);
  const ids = firstIdsAfter(state.bookings.keys(), after, most + 1);
  const bookings: BookingsPage["bookings"][number][] = [];
  let seats = 0;
  for (const id of ids.slice(0, most)) {
    const booking = state.bookings.get(id);
    if (booking === undefined) continue;
    bookings.push(snapshotOf(state.config, booking));
    seats += booking.seats.length;
    if (seats >= MAX_SEATS) break;
  }
  const last = bookings.at(-1)?.id ?? null;
  return { version: state.version, bookings, next: bookings.length < ids.length ? last : null };
}

/** The lowest so many, in order. A heap of those found so far: to sort 50,000 ids for each page would stop the sale. */
function firstIdsAfter(ids: Iterable<BookingId>, after: BookingId | null, count: number): readonly BookingId[] {
  const highestFirst = new MinHeap<BookingId>((a, b) => a > b);
  for (const id of ids) {
    if (after !== null && id <= after) continue;
    const highest = highestFirst.at(0);
    if (highestFirst.size >= count && highest !== undefined && id >= highest) continue;
    highestFirst.push(id);
    if (highestFirst.size > count) highestFirst.pop();
  }
  const found: BookingId[] = [];
  for (let id = highestFirst.pop(); id !== undefined; id = highestFirst.pop()) found.push(id);
  return found.toReversed();
}
