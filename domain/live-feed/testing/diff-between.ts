import type { FeedDiff, FeedSnapshot } from "../../contract/live-feed.ts";

/**
 * What leads from one house to the next version of it. Only from one version to the very next: over several, a seat that was
 * taken and freed again must be named too, for who applies the diff in between.
 */
export function diffBetween(before: FeedSnapshot, after: FeedSnapshot): FeedDiff {
  const changes: (readonly [seat: number, status: number])[] = [];
  for (const [seat, status] of after.statuses.entries()) {
    if (status !== before.statuses[seat]) changes.push([seat, status]);
  }
  const { version, atMs, seatCount, totals, areas } = after;
  return { kind: "diff", fromVersion: before.version, version, atMs, seatCount, totals, areas, changes };
}
