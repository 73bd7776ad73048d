/**
 * The live feed's frames: what gates send over WebSockets and `GET availability` answers as application/octet-stream.
 * A wire shape with a version of its own; everything little-endian.
 *
 *   header      u8 format (1), u8 kind (1 snapshot, 2 diff), u16 areas, u32 seats, f64 from version (diff; 0 in a snapshot),
 *               f64 to version, f64 time in ms since 1970
 *   totals      u32 free, taken, sold, blocked of the seats; then the same four per area
 *   snapshot    2 bits per seat in plan order, four seats per byte, the first in the lowest bits
 *   diff        u32 count; per changed seat a LEB128 of ((seat − previous seat) << 2 | status), seats ascending
 *
 * A diff holds what seats are at its `to` version, so that it may be applied by whoever is at `from` or later.
 */
export const FEED_STATUSES = ["free", "taken", "sold", "blocked"] as const;
export type FeedStatus = (typeof FEED_STATUSES)[number];

export interface FeedTotals {
  readonly free: number;
  readonly taken: number;
  readonly sold: number;
  readonly blocked: number;
}

interface FeedFrame {
  readonly version: number;
  readonly atMs: number;
  readonly seatCount: number;
  readonly totals: FeedTotals;
  readonly areas: readonly FeedTotals[];
}

export interface FeedSnapshot extends FeedFrame {
  readonly kind: "snapshot";
  /** An index into FEED_STATUSES for each seat. */
  readonly statuses: Uint8Array;
}

export interface FeedDiff extends FeedFrame {
  readonly kind: "diff";
  readonly fromVersion: number;
  /** [seat, index into FEED_STATUSES], seats ascending. */
  readonly changes: readonly (readonly [seat: number, status: number])[];
}
