import type { FeedDiff } from "../contract/live-feed.ts";
import { beginFrame } from "./frame-header.ts";

const COUNT_BYTES = 4;

/** The frame of contract/live-feed.ts. `changes` ascend by seat, each seat once. */
export function encodeDiff(diff: FeedDiff): Uint8Array<ArrayBuffer> {
  const body: number[] = [];
  let previous = 0;
  for (const [seat, status] of diff.changes) {
    pushLeb128(body, (seat - previous) * 4 + status);
    previous = seat;
  }
  const { bytes, bodyAt } = beginFrame(diff, COUNT_BYTES + body.length);
  new DataView(bytes.buffer).setUint32(bodyAt, diff.changes.length, true);
  bytes.set(body, bodyAt + COUNT_BYTES);
  return bytes;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function pushLeb128(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}
