import { NO_SEGMENT, type House } from "../best-available/house.ts";
import type { HouseIndex } from "../best-available/house-index.ts";
import { MAX_BEST, selectBest } from "../best-available/select-best.ts";
import type { Booking, HeldSeat } from "./booking.ts";
import { findRoom } from "./find-room.ts";
import { houseAt } from "./house-at.ts";
import type { InventoryState } from "./state.ts";

/** Seats of one category, accessible ones apart, in the order in which the booking has them. */
interface Group {
  readonly category: number;
  readonly isAccessible: boolean;
  readonly held: HeldSeat[];
}

/**
 * Seats instead of those that an expired booking held and that are gone, at the prices that were frozen: the buyer pays what
 * he has authorised. Of each category as many, accessible ones for accessible ones, the best that there are, in no more pieces
 * than there were, and none that is dearer now than the cheapest that it stands for. Where those of a category are all free
 * he keeps them. Undefined when not all can be had, or the event offers no choice.
 */
export function equalSeats(state: InventoryState, booking: Booking, nowMs: number): readonly HeldSeat[] | undefined {
  const index = houseAt(state, nowMs);
  if (index === undefined) return undefined;
  const chosen: HeldSeat[] = [];
  for (const group of groupsOf(booking.seats, index.house)) {
    const own = group.held.map(({ seat }) => seat);
    const isFree = findRoom(state, booking, { seats: own, places: [] }, nowMs).ok;
    const seats = isFree ? own : bestFor(state, index, group, chosen);
    if (seats === undefined) return undefined;
    for (const [i, { priceMinor }] of group.held.entries()) {
      const seat = seats[i];
      if (seat !== undefined) chosen.push({ seat, priceMinor });
    }
  }
  return chosen;
}

function groupsOf(seats: readonly HeldSeat[], { categories, segmentOf, segments }: House): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const held of seats) {
    const category = categories[held.seat] ?? 0;
    const isAccessible = segments.isAccessible[segmentOf[held.seat] ?? NO_SEGMENT] === 1;
    const key = `${category} ${isAccessible}`;
    const group = groups.get(key) ?? { category, isAccessible, held: [] };
    group.held.push(held);
    groups.set(key, group);
  }
  return groups.values();
}

function bestFor(
  { seatPrices }: InventoryState,
  index: HouseIndex,
  { category, isAccessible, held }: Group,
  taken: readonly HeldSeat[],
): readonly number[] | undefined {
  const count = held.length;
  if (count > MAX_BEST) return undefined;
  const wish = { count, category, zones: undefined, isAccessible };
  const seats = selectBest(
    index,
    wish,
    taken.map(({ seat }) => seat),
  );
  const mostMinor = Math.min(...held.map(({ priceMinor }) => priceMinor));
  const isDearer = seats.some((seat) => (seatPrices[seat] ?? Infinity) > mostMinor);
  const own = held.map(({ seat }) => seat);
  const isTornApart = pieces(seats, index.house) > pieces(own, index.house);
  return seats.length < count || isDearer || isTornApart ? undefined : seats;
}

/** How many groups of neighbours seats are. */
function pieces(seats: readonly number[], { segmentOf }: House): number {
  const all = new Set(seats);
  const joinsBefore = (seat: number): boolean =>
    all.has(seat - 1) && segmentOf[seat] !== NO_SEGMENT && segmentOf[seat] === segmentOf[seat - 1];
  return seats.filter((seat) => !joinsBefore(seat)).length;
}
