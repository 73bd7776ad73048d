import type { QueuePlace, QueueSnapshot } from "../contract/waiting-room.ts";
import { toAxis } from "./axis.ts";

/** How many have joined before a place, between the points of the curve in proportion. */
export function joinedBefore(points: QueueSnapshot["joined"], place: QueuePlace): number {
  const axis = toAxis(place);
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? Infinity) <= axis) low = middle + 1;
    else high = middle;
  }
  const [left, right] = [points[low - 1], points[low]];
  if (left === undefined) return 0;
  if (right === undefined) return left[1];
  return left[1] + ((right[1] - left[1]) * (axis - left[0])) / (right[0] - left[0]);
}
