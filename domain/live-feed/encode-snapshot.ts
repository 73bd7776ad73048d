import type { FeedSnapshot } from "../contract/live-feed.ts";
import { beginFrame } from "./frame-header.ts";

/** The frame of contract/live-feed.ts: a quarter of a byte per seat. */
export function encodeSnapshot(snapshot: FeedSnapshot): Uint8Array<ArrayBuffer> {
  const { statuses } = snapshot;
  const { bytes, bodyAt } = beginFrame(snapshot, Math.ceil(statuses.length / 4));
  for (const [seat, status] of statuses.entries()) {
    const at = bodyAt + (seat >> 2);
    bytes[at] = (bytes[at] ?? 0) | (status << ((seat & 3) * 2));
  }
  return bytes;
}
