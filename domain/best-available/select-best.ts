/**
 * The best seats that there are, as a box office would give them. In this order:
 *
 *   1. together: neighbours in one row with no aisle between them
 *   2. no free seat is left without a free neighbour, unless every such choice in the house leaves one (the rule of
 *      seats.io, docs.seats.io, "orphan seats")
 *   3. nearest the focal point: the smallest sum of distances; equal sums: the lowest seat
 *
 * Where so many are nowhere together, they are spread over as few groups as possible: the largest group that there is, the
 * best of its size; then, as often as needed, again the largest that is still needed and there, now in the row nearest to
 * the first group (rows counted within its zone; when the zone has none of that size: anywhere), within that row by 2 and 3.
 *
 * The search goes through segments by how near a choice in them can be at best, and ends where none can be better: after a
 * few segments while much is free, after one comparison per segment where little is, at once where nothing is.
 */
import { bestGroup, longestGroup, mayHold, type SeatFilter, type SeatGroup } from "./best-group.ts";
import type { HouseIndex } from "./house-index.ts";

export interface SeatWish extends SeatFilter {
  /** 1 … MAX_BEST. */
  readonly count: number;
}

/** More is a group booking, and the search's bounds are made for it. */
export const MAX_BEST = 50;

/**
 * `wish.count` seats; fewer only when there are no more, and then all that there are. `index` is as of the time meant;
 * `taken`: seats that count as taken besides.
 */
export function selectBest(index: HouseIndex, wish: SeatWish, taken: readonly number[] = []): readonly number[] {
  try {
    index.close(taken);
    const together = bestAnywhere(index, wish.count, wish);
    return together === undefined ? spread(index, wish) : seatsOf(together);
  } finally {
    index.reopen();
  }
}

function bestAnywhere(index: HouseIndex, size: number, filter: SeatFilter): SeatGroup | undefined {
  if (index.longestOfAll < size) return undefined;
  const { segments, bounds } = index.nearestFirst(size);
  const { longest } = index;
  let best: SeatGroup | undefined;
  for (let i = 0; i < segments.length; i++) {
    if (best?.leavesSingle === false && (bounds[i] ?? 0) > best.distance) break;
    const segment = segments[i] ?? 0;
    if ((longest[segment] ?? 0) < size || !mayHold(index, segment, filter)) continue;
    best = bestGroup(index, segment, size, filter, best);
  }
  return best;
}

/** Closes what it chooses. */
function spread(index: HouseIndex, wish: SeatWish): readonly number[] {
  const chosen: number[] = [];
  let anchor: SeatGroup | undefined;
  let size = longestAnywhere(index, wish);
  while (size > 0 && chosen.length < wish.count) {
    size = Math.min(size, wish.count - chosen.length);
    const near = anchor && bestNear(index, anchor.segment, size, wish);
    const group = near ?? bestAnywhere(index, size, wish);
    if (group === undefined) {
      // Less than was tried, whatever else: this loop ends.
      size = Math.min(size - 1, longestAnywhere(index, wish));
      continue;
    }
    anchor ??= group;
    chosen.push(...seatsOf(group));
    index.close(seatsOf(group));
  }
  return chosen;
}

/** In the row nearest to the anchor's, of its zone, that has such a group. */
function bestNear(index: HouseIndex, anchor: number, size: number, filter: SeatFilter): SeatGroup | undefined {
  const { segments, rankInZone, rowsOfZone } = index.house;
  const rows = rowsOfZone[segments.zone[anchor] ?? 0] ?? [];
  const rank = rankInZone[segments.row[anchor] ?? 0] ?? 0;
  for (let away = 0; away < rows.length; away++) {
    const nearRows = away === 0 ? [rows[rank]] : [rows[rank - away], rows[rank + away]];
    let best: SeatGroup | undefined;
    for (const row of nearRows) if (row !== undefined) best = bestInRow(index, row, size, filter, best);
    if (best !== undefined) return best;
  }
  return undefined;
}

function bestInRow(
  index: HouseIndex,
  row: number,
  size: number,
  filter: SeatFilter,
  best: SeatGroup | undefined,
): SeatGroup | undefined {
  const { firstSegment } = index.house;
  let better = best;
  for (let segment = firstSegment[row] ?? 0; segment < (firstSegment[row + 1] ?? 0); segment++) {
    if ((index.longest[segment] ?? 0) < size || !mayHold(index, segment, filter)) continue;
    better = bestGroup(index, segment, size, filter, better);
  }
  return better;
}

function longestAnywhere(index: HouseIndex, filter: SeatFilter): number {
  const { longest } = index;
  let most = 0;
  for (let segment = 0; segment < longest.length && most < index.longestOfAll; segment++) {
    if ((longest[segment] ?? 0) <= most || !mayHold(index, segment, filter)) continue;
    most = Math.max(most, longestGroup(index, segment, filter));
  }
  return most;
}

function seatsOf({ firstSeat, size }: SeatGroup): readonly number[] {
  return Array.from({ length: size }, (_, i) => firstSeat + i);
}
