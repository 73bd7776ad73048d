import type { FeedDiff } from "../contract/live-feed.ts";

/**
 * One diff for two, the later one second: the union of their seats as they are at its version. Undefined: there is a gap
 * between them, so that no diff could say what happened.
 */
export function mergeDiffs(first: FeedDiff, second: FeedDiff): FeedDiff | undefined {
  if (second.fromVersion > first.version || second.version < first.version) return undefined;
  const changes = [...new Map([...first.changes, ...second.changes])].toSorted(([a], [b]) => a - b);
  return { ...second, fromVersion: Math.min(first.fromVersion, second.fromVersion), changes };
}
