/**
 * The choice of seats as one would explain it at the box office: every group is looked at, and the best one taken. Too slow
 * to sell with, and too simple to be wrong; `selectBest` and `findOrphan` must agree with it.
 */
import type { SeatFilter } from "../best-group.ts";
import type { SeatWish } from "../select-best.ts";
import type { PaperSeat } from "./paper-house.ts";

export function plainBest(
  house: readonly PaperSeat[],
  wish: SeatWish,
  taken: readonly number[] = [],
): readonly number[] {
  const seats = house.map((seat) => ({ ...seat, isFree: seat.isFree && !taken.includes(seat.seat) }));
  const together = bestOf(seats, groups(seats, wish.count, wish));
  if (together !== undefined) return together.map(({ seat }) => seat);
  const chosen: PaperSeat[] = [];
  while (chosen.length < wish.count) {
    const group = nextGroup(seats, wish, chosen);
    if (group === undefined) break;
    for (const seat of group) seat.isFree = false;
    chosen.push(...group);
  }
  return chosen.map(({ seat }) => seat);
}

/** The largest that is still needed; of these, in the row nearest to the first group. */
function nextGroup(seats: readonly PaperSeat[], wish: SeatWish, chosen: readonly PaperSeat[]): PaperSeat[] | undefined {
  const [first] = chosen;
  for (let size = wish.count - chosen.length; size > 0; size--) {
    const all = groups(seats, size, wish);
    if (all.length === 0) continue;
    const away = (group: PaperSeat[]): number =>
      first !== undefined && group[0]?.zone === first.zone ? Math.abs(group[0].row - first.row) : Infinity;
    const nearest = Math.min(...all.map(away));
    return bestOf(
      seats,
      all.filter((group) => away(group) === nearest),
    );
  }
  return undefined;
}

function groups(seats: readonly PaperSeat[], size: number, wish: SeatFilter): PaperSeat[][] {
  return seats
    .map((_, first) => seats.slice(first, first + size))
    .filter(
      (group) =>
        group.length === size &&
        group.slice(0, -1).every(({ joinsNext }) => joinsNext) &&
        group.every(
          ({ isFree, category, zone, isAccessible }) =>
            isFree &&
            isAccessible === wish.isAccessible &&
            (wish.category === undefined || wish.category === category) &&
            (wish.zones === undefined || wish.zones.has(zone)),
        ),
    );
}

function bestOf(seats: readonly PaperSeat[], all: readonly PaperSeat[][]): PaperSeat[] | undefined {
  const rated = all.map((group) => ({
    group,
    singles: newSingles(seats, group).length > 0 ? 1 : 0,
    distance: group.reduce((sum, { distance }) => sum + distance, 0),
    first: group[0]?.seat ?? 0,
  }));
  return rated.toSorted((a, b) => a.singles - b.singles || a.distance - b.distance || a.first - b.first)[0]?.group;
}

/** Free seats that have a free neighbour now and would have none without these. */
export function newSingles(seats: readonly PaperSeat[], group: readonly PaperSeat[]): readonly PaperSeat[] {
  const after = seats.map((seat) => ({
    ...seat,
    isFree: seat.isFree && !group.some((taken) => taken.seat === seat.seat),
  }));
  return after.filter((seat) => seat.isFree && !hasFreeNeighbour(after, seat) && hasFreeNeighbour(seats, seat));
}

function hasFreeNeighbour(seats: readonly PaperSeat[], { seat }: PaperSeat): boolean {
  const [before, own, after] = [seats[seat - 1], seats[seat], seats[seat + 1]];
  return (before?.joinsNext === true && before.isFree) || (own?.joinsNext === true && after?.isFree === true);
}

/** Whether the organiser's guard refuses a choice: it leaves a single seat in a part of a row that has a better one. */
export function isRefused(seats: readonly PaperSeat[], chosen: readonly PaperSeat[]): boolean {
  return parts(seats).some((part) => {
    const own = chosen.filter((seat) => part.includes(seat));
    if (own.length === 0 || newSingles(seats, own).length === 0) return false;
    const isAccessible = own[0]?.isAccessible === true;
    const category = own.every((seat) => seat.category === own[0]?.category) ? own[0]?.category : undefined;
    const others = groups(seats, own.length, { category, zones: undefined, isAccessible }).filter((group) =>
      group.every((seat) => part.includes(seat)),
    );
    return others.some((group) => newSingles(seats, group).length === 0);
  });
}

/** Rows, cut where neighbours end. */
function parts(seats: readonly PaperSeat[]): PaperSeat[][] {
  const all: PaperSeat[][] = [[]];
  for (const seat of seats) {
    all.at(-1)?.push(seat);
    if (!seat.joinsNext) all.push([]);
  }
  return all;
}
