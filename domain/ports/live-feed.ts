import type { EventId, VisitorId } from "../contract/ids.ts";
import type { Result } from "../result.ts";

/** The live feeds of all events, at their gates. */
export interface LiveFeed {
  /**
   * A WebSocket (status 101) that gives frames of contract/live-feed.ts: what has changed since a version, for null the whole
   * house, then each change. At the visitor's own gate; without a visitor at any. A
   * visitor has a few sockets: the oldest makes room. Refusals: live_feed_full, unavailable.
   */
  connect(event: EventId, visitor: VisitorId | undefined, version: number | null): Promise<Result<Response>>;
}
