import type { FeedDiff } from "../../domain/contract/live-feed.ts";
import { decodeFrame } from "../../domain/live-feed/decode-frame.ts";
import { encodeDiff } from "../../domain/live-feed/encode-diff.ts";
import { mergeDiffs } from "../../domain/live-feed/merge-diffs.ts";

/**
 * As few frames as tell the same as these, in order: diffs that follow one another become one, and a snapshot stands for all
 * before it. Where there is a gap both sides of it stay: who listens sees the gap and asks again.
 */
export function mergeFrames(frames: readonly Uint8Array[]): readonly Uint8Array[] {
  const merged: Uint8Array[] = [];
  let open: FeedDiff | undefined;
  for (const bytes of frames) {
    const frame = decodeFrame(bytes);
    if (frame.kind === "snapshot") {
      merged.splice(0, merged.length, bytes);
      open = undefined;
      continue;
    }
    const union = open && mergeDiffs(open, frame);
    if (union === undefined) merged.push(bytes);
    else merged[merged.length - 1] = encodeDiff(union);
    open = union ?? frame;
  }
  return merged;
}
