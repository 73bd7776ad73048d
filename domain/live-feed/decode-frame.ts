import type { FeedDiff, FeedSnapshot } from "../contract/live-feed.ts";
import { bodyStart, readHeader, readTotals } from "./frame-header.ts";

/** What encodeSnapshot and encodeDiff wrote. Throws a RangeError on anything else, also on a frame that was cut off. */
export function decodeFrame(bytes: Uint8Array): FeedSnapshot | FeedDiff {
  const { kind, areaCount, fromVersion, ...header } = readHeader(bytes);
  const [totals, ...areas] = readTotals(bytes, areaCount);
  const body = bytes.subarray(bodyStart(areaCount));
  return kind === "snapshot"
    ? { kind, ...header, totals, areas, statuses: readStatuses(body, header.seatCount) }
    : { kind, ...header, fromVersion, totals, areas, changes: readChanges(body, header.seatCount) };
}

function readStatuses(body: Uint8Array, seatCount: number): Uint8Array {
  if (body.length !== Math.ceil(seatCount / 4)) throw new RangeError("a snapshot of another length");
  const statuses = new Uint8Array(seatCount);
  for (let seat = 0; seat < seatCount; seat++) statuses[seat] = ((body[seat >> 2] ?? 0) >> ((seat & 3) * 2)) & 3;
  return statuses;
}

function readChanges(body: Uint8Array, seatCount: number): (readonly [seat: number, status: number])[] {
  const count = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0, true);
  const changes: (readonly [number, number])[] = [];
  let at = 4;
  let seat = 0;
  while (changes.length < count) {
    let value = 0;
    for (let scale = 1, byte = 0x80; byte >= 0x80; scale *= 0x80) {
      const next = body[at++];
      if (next === undefined) throw new RangeError("a diff that was cut off");
      byte = next;
      value += (byte & 0x7f) * scale;
    }
    seat += Math.floor(value / 4);
    if (seat >= seatCount) throw new RangeError("a seat that the house does not have");
    changes.push([seat, value % 4]);
  }
  if (at !== body.length) throw new RangeError("a diff of another length");
  return changes;
}
