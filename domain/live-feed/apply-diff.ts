import type { FeedDiff, FeedSnapshot } from "../contract/live-feed.ts";

/**
 * The house after a diff, as a copy. Undefined: the diff begins after what is known, something is missing in between.
 * One that ends before changes nothing.
 */
export function applyDiff(house: FeedSnapshot, diff: FeedDiff): FeedSnapshot | undefined {
  if (diff.fromVersion > house.version) return undefined;
  if (diff.version <= house.version) return house;
  const statuses = house.statuses.slice();
  for (const [seat, status] of diff.changes) statuses[seat] = status;
  const { version, atMs, seatCount, totals, areas } = diff;
  return { kind: "snapshot", version, atMs, seatCount, totals, areas, statuses };
}
