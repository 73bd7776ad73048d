/**
 * The persisted form of what changed an inventory, one row per entry, enough to replay a sale to the same state hash. A
 * persisted shape: kinds are added, never changed. Refused and repeated commands changed nothing and are not in it.
 *
 *   ["c", config]                     a configuration
 *   ["b", atMs, expired, commands, images]
 *                                     so many due bookings expired, then the commands, in the contract's own form; images are
 *                                     what the bookings became, [id, seq, body, answers] as in their rows (booking-row.ts),
 *                                     absent where the rows were written with the entry. A replay does not look at them.
 *   ["f", bookingIds]                 ended bookings were forgotten
 */
import type { Command, EventConfig } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import type { LogEntry } from "../../domain/inventory/replay.ts";

type PackedEntry =
  | readonly ["c", EventConfig]
  | readonly ["b", number, number, readonly Command[], (readonly PackedImage[])?]
  | readonly ["f", readonly BookingId[]];

type PackedImage = readonly [id: BookingId, seq: number, body: unknown, answers: unknown];

/** `images`: JSON of the bookings that the entry changed. */
export function packLogEntry(entry: LogEntry, images?: string): string {
  const packed = JSON.stringify(pack(entry));
  return images === undefined || entry.kind !== "batch" ? packed : `${packed.slice(0, -1)},${images}]`;
}

/** What an entry says of bookings: what some became, and which are no more. */
export function unpackImages(body: string): {
  readonly images: readonly PackedImage[];
  readonly forgotten: readonly BookingId[];
} {
  const packed: unknown = JSON.parse(body);
  if (!isPackedEntry(packed)) throw new Error("a command log entry is of an unknown kind");
  return { images: packed[0] === "b" ? (packed[4] ?? []) : [], forgotten: packed[0] === "f" ? packed[1] : [] };
}

function pack(entry: LogEntry): PackedEntry {
  switch (entry.kind) {
    case "configure":
      return ["c", entry.config];
    case "batch":
      return ["b", entry.atMs, entry.expired, entry.commands];
    case "forget":
      return ["f", entry.ids];
  }
}

/** Throws for an entry of a kind that this code does not know. */
export function unpackLogEntry(body: string): LogEntry {
  const packed: unknown = JSON.parse(body);
  if (!isPackedEntry(packed)) throw new Error("a command log entry is of an unknown kind");
  switch (packed[0]) {
    case "c":
      return { kind: "configure", config: packed[1] };
    case "b":
      return { kind: "batch", atMs: packed[1], expired: packed[2], commands: packed[3] };
    case "f":
      return { kind: "forget", ids: packed[1] };
  }
}

/** Only `packLogEntry` writes entries, so the kind vouches for the rest. */
function isPackedEntry(packed: unknown): packed is PackedEntry {
  return Array.isArray(packed) && ["c", "b", "f"].includes(packed[0]);
}
