import type { House } from "./house.ts";

/** Segments that are long enough, by how near a choice in them can be at best. */
export interface NearestFirst {
  readonly segments: Uint32Array;
  /** bounds[i]: no choice of this size in segments[i] has a smaller sum of distances, whatever is sold. Ascending. */
  readonly bounds: Uint32Array;
}

/** Bounds are below 2^23 (50 seats of 16 bits) and segments below 2^20: together one exact number to sort by. */
const SEGMENT_RANGE = 2 ** 20;

/** For choices of `size` seats together. Costs one look at each seat: to be kept. */
export function nearestFirst(house: House, size: number): NearestFirst {
  const { seatCount } = house.segments;
  const keys: number[] = [];
  for (let segment = 0; segment < seatCount.length; segment++) {
    if ((seatCount[segment] ?? 0) >= size) keys.push(smallestSum(house, segment, size) * SEGMENT_RANGE + segment);
  }
  const sorted = Float64Array.from(keys).toSorted();
  return {
    segments: Uint32Array.from(sorted, (key) => key % SEGMENT_RANGE),
    bounds: Uint32Array.from(sorted, (key) => Math.floor(key / SEGMENT_RANGE)),
  };
}

function smallestSum({ distances, segments }: House, segment: number, size: number): number {
  const first = segments.firstSeat[segment] ?? 0;
  const end = first + (segments.seatCount[segment] ?? 0);
  let sum = 0;
  for (let seat = first; seat < first + size; seat++) sum += distances[seat] ?? 0;
  let smallest = sum;
  for (let seat = first + size; seat < end; seat++) {
    sum += (distances[seat] ?? 0) - (distances[seat - size] ?? 0);
    if (sum < smallest) smallest = sum;
  }
  return smallest;
}
