import { bestGroup } from "./best-group.ts";
import { NO_SEGMENT } from "./house.ts";
import type { HouseIndex } from "./house-index.ts";

/**
 * The first seat that would be left alone if these seats were taken: free, with no free neighbour any more, though it has
 * one now. Undefined when there is none, or when it cannot be helped: as many seats together, of the category where all are
 * of one, always leave a single one in that segment. All of `seats` are open in `index`, which is as of the time meant.
 */
export function findOrphan(index: HouseIndex, seats: readonly number[]): number | undefined {
  const taken = new Set(seats);
  const bySegment = new Map<number, number[]>();
  for (const seat of taken) {
    const segment = index.house.segmentOf[seat] ?? NO_SEGMENT;
    if (segment !== NO_SEGMENT) bySegment.set(segment, [...(bySegment.get(segment) ?? []), seat]);
  }
  for (const [segment, chosen] of bySegment) {
    const orphan = orphanIn(index, segment, taken);
    if (orphan !== undefined && isAvoidable(index, segment, chosen)) return orphan;
  }
  return undefined;
}

function orphanIn(index: HouseIndex, segment: number, taken: ReadonlySet<number>): number | undefined {
  const { firstSeat, seatCount } = index.house.segments;
  const first = firstSeat[segment] ?? 0;
  const end = first + (seatCount[segment] ?? 0);
  const isOpen = (seat: number): boolean => seat >= first && seat < end && index.open[seat] === 1;
  for (let seat = first; seat < end; seat++) {
    if (!isOpen(seat) || taken.has(seat)) continue;
    const neighbours = [seat - 1, seat + 1].filter(isOpen);
    if (neighbours.length > 0 && neighbours.every((neighbour) => taken.has(neighbour))) return seat;
  }
  return undefined;
}

function isAvoidable(index: HouseIndex, segment: number, chosen: readonly number[]): boolean {
  const { categories, segments } = index.house;
  const wanted = new Set(chosen.map((seat) => categories[seat]));
  const [category] = wanted.size === 1 ? wanted : [];
  const filter = { category, zones: undefined, isAccessible: segments.isAccessible[segment] === 1 };
  return bestGroup(index, segment, chosen.length, filter, undefined)?.leavesSingle === false;
}
