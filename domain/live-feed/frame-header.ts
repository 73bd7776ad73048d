import type { FeedDiff, FeedSnapshot, FeedTotals } from "../contract/live-feed.ts";

/** Of the frames in contract/live-feed.ts. */
const FORMAT = 1;
const KINDS = ["snapshot", "diff"] as const;
const HEADER_BYTES = 32;
const TOTALS_BYTES = 16;

export interface FrameHeader {
  readonly kind: (typeof KINDS)[number];
  readonly fromVersion: number;
  readonly version: number;
  readonly atMs: number;
  readonly seatCount: number;
  readonly areaCount: number;
}

/** A frame with its header and totals written, and room for `bodyBytes` from `bodyAt` on. */
export function beginFrame(
  frame: FeedSnapshot | FeedDiff,
  bodyBytes: number,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly bodyAt: number } {
  const bodyAt = bodyStart(frame.areas.length);
  const bytes = new Uint8Array(bodyAt + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FORMAT);
  view.setUint8(1, KINDS.indexOf(frame.kind) + 1);
  view.setUint16(2, frame.areas.length, true);
  view.setUint32(4, frame.seatCount, true);
  view.setFloat64(8, frame.kind === "diff" ? frame.fromVersion : 0, true);
  view.setFloat64(16, frame.version, true);
  view.setFloat64(24, frame.atMs, true);
  for (const [i, totals] of [frame.totals, ...frame.areas].entries()) {
    const at = HEADER_BYTES + i * TOTALS_BYTES;
    view.setUint32(at, totals.free, true);
    view.setUint32(at + 4, totals.taken, true);
    view.setUint32(at + 8, totals.sold, true);
    view.setUint32(at + 12, totals.blocked, true);
  }
  return { bytes, bodyAt };
}

/** Throws a RangeError on what is not a frame of this format. */
export function readHeader(bytes: Uint8Array): FrameHeader {
  const view = viewOf(bytes);
  const kind = KINDS[view.getUint8(1) - 1];
  if (view.getUint8(0) !== FORMAT || kind === undefined) throw new RangeError("not a frame of this format");
  return {
    kind,
    areaCount: view.getUint16(2, true),
    seatCount: view.getUint32(4, true),
    fromVersion: view.getFloat64(8, true),
    version: view.getFloat64(16, true),
    atMs: view.getFloat64(24, true),
  };
}

/** The seats' totals, then those of each area. */
export function readTotals(bytes: Uint8Array, areaCount: number): readonly [FeedTotals, ...FeedTotals[]] {
  const view = viewOf(bytes);
  const at = (i: number): FeedTotals => {
    const start = HEADER_BYTES + i * TOTALS_BYTES;
    return {
      free: view.getUint32(start, true),
      taken: view.getUint32(start + 4, true),
      sold: view.getUint32(start + 8, true),
      blocked: view.getUint32(start + 12, true),
    };
  };
  return [at(0), ...Array.from({ length: areaCount }, (_, area) => at(area + 1))];
}

export function bodyStart(areaCount: number): number {
  return HEADER_BYTES + TOTALS_BYTES * (1 + areaCount);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
