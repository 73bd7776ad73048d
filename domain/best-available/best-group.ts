import { MIXED } from "./house.ts";
import type { HouseIndex } from "./house-index.ts";

/** Which seats may be chosen. Category and zone are indexes; undefined: any. */
export interface SeatFilter {
  readonly category: number | undefined;
  /** All zones of the name that was asked for. */
  readonly zones: ReadonlySet<number> | undefined;
  readonly isAccessible: boolean;
}

/** Seats together: neighbours in one segment. */
export interface SeatGroup {
  readonly segment: number;
  readonly firstSeat: number;
  readonly size: number;
  /** Sum of the seats' distances. */
  readonly distance: number;
  /** A free seat beside it would have no free neighbour any more. */
  readonly leavesSingle: boolean;
}

/** The better one leaves no single seat alone; then the nearer; then the one that comes first in the plan. */
export function isBetter(
  { leavesSingle, distance, firstSeat }: Pick<SeatGroup, "leavesSingle" | "distance" | "firstSeat">,
  than: SeatGroup | undefined,
): boolean {
  if (than === undefined) return true;
  if (leavesSingle !== than.leavesSingle) return than.leavesSingle;
  return distance < than.distance || (distance === than.distance && firstSeat < than.firstSeat);
}

/** Whether a segment may hold such seats at all, by what is the same for all of its seats. */
export function mayHold({ house: { segments } }: HouseIndex, segment: number, filter: SeatFilter): boolean {
  if ((segments.isAccessible[segment] === 1) !== filter.isAccessible) return false;
  if (filter.zones !== undefined && !filter.zones.has(segments.zone[segment] ?? 0)) return false;
  const category = segments.category[segment];
  return filter.category === undefined || category === filter.category || category === MIXED;
}

/** The best group of `size` in a segment that `mayHold`, if it is better than `best`; else `best`. */
export function bestGroup(
  index: HouseIndex,
  segment: number,
  size: number,
  filter: SeatFilter,
  best: SeatGroup | undefined,
): SeatGroup | undefined {
  const { open, house } = index;
  const first = house.segments.firstSeat[segment] ?? 0;
  const end = first + (house.segments.seatCount[segment] ?? 0);
  let better = best;
  for (let start = first; start + size <= end;) {
    let stop = start;
    while (stop < end && open[stop] === 1) stop++;
    if (stop - start >= size) better = bestInRun(index, segment, { start, stop }, size, filter, better);
    start = stop + 1;
  }
  return better;
}

/** `run`: seats from `start` to before `stop` are open, those beside them are not. */
function bestInRun(
  { house }: HouseIndex,
  segment: number,
  run: { readonly start: number; readonly stop: number },
  size: number,
  { category }: SeatFilter,
  best: SeatGroup | undefined,
): SeatGroup | undefined {
  const { distances, categories } = house;
  const isMixed = category !== undefined && house.segments.category[segment] === MIXED;
  let better = best;
  let [distance, foreign] = [0, 0];
  for (let seat = run.start; seat < run.stop; seat++) {
    distance += distances[seat] ?? 0;
    if (isMixed && categories[seat] !== category) foreign++;
    const firstSeat = seat + 1 - size;
    if (firstSeat < run.start) continue;
    if (foreign === 0) {
      const leavesSingle = firstSeat === run.start + 1 || seat === run.stop - 2;
      if (isBetter({ leavesSingle, distance, firstSeat }, better)) {
        better = { segment, firstSeat, size, distance, leavesSingle };
      }
    }
    distance -= distances[firstSeat] ?? 0;
    if (isMixed && categories[firstSeat] !== category) foreign--;
  }
  return better;
}

/** How many seats that pass the filter lie together at most, in a segment that `mayHold`. */
export function longestGroup(index: HouseIndex, segment: number, { category }: SeatFilter): number {
  const { open, longest, house } = index;
  if (category === undefined || house.segments.category[segment] !== MIXED) return longest[segment] ?? 0;
  const first = house.segments.firstSeat[segment] ?? 0;
  const end = first + (house.segments.seatCount[segment] ?? 0);
  let [most, run] = [0, 0];
  for (let seat = first; seat < end; seat++) {
    run = open[seat] === 1 && house.categories[seat] === category ? run + 1 : 0;
    if (run > most) most = run;
  }
  return most;
}
