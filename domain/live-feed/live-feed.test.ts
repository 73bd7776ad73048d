import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeedDiff, FeedSnapshot, FeedTotals } from "../contract/live-feed.ts";
import { availability } from "../inventory/availability.ts";
import { ANN, bookingId, CONFIG, newRequest, Sale } from "../inventory/testing/sale.ts";
import { applyDiff } from "./apply-diff.ts";
import { decodeFrame } from "./decode-frame.ts";
import { diffBetween } from "./testing/diff-between.ts";
import { encodeDiff } from "./encode-diff.ts";
import { encodeSnapshot } from "./encode-snapshot.ts";
import { feedSnapshotOf } from "./feed-snapshot-of.ts";
import { readHeader } from "./frame-header.ts";
import { mergeDiffs } from "./merge-diffs.ts";

const totals: fc.Arbitrary<FeedTotals> = fc
  .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff))
  .map(([free, taken, sold, blocked]) => ({ free, taken, sold, blocked }));

/** Houses of the same seats, one after the other: each is at the version after the one before. */
function houses(count: number): fc.Arbitrary<FeedSnapshot[]> {
  const version = fc.nat(2 ** 40);
  return fc.tuple(fc.nat(400), fc.nat(3), version).chain(([seatCount, areaCount, firstVersion]) =>
    fc
      .array(
        fc.record({
          statuses: fc.uint8Array({ minLength: seatCount, maxLength: seatCount, max: 3 }),
          totals,
          areas: fc.array(totals, { minLength: areaCount, maxLength: areaCount }),
          atMs: fc.nat(2 ** 42),
        }),
        { minLength: count, maxLength: count },
      )
      .map((list) => list.map((house, i) => ({ kind: "snapshot", version: firstVersion + i, seatCount, ...house }))),
  );
}

function three([a, b, c]: readonly FeedSnapshot[]): readonly [FeedSnapshot, FeedSnapshot, FeedSnapshot] {
  if (a === undefined || b === undefined || c === undefined) throw new Error("three houses were asked for");
  return [a, b, c];
}

const threeHouses = houses(3).map(three);

describe("a frame of the live feed", () => {
  it("is read as it was written, wherever it lies in its buffer", () => {
    fc.assert(
      fc.property(threeHouses, fc.nat(9), ([before, after], offset) => {
        const diff = diffBetween(before, after);
        for (const [frame, bytes] of [
          [before, encodeSnapshot(before)],
          [diff, encodeDiff(diff)],
        ] as const) {
          const moved = new Uint8Array(offset + bytes.length).subarray(offset);
          moved.set(bytes);
          expect(decodeFrame(moved)).toEqual(frame);
        }
      }),
    );
  });

  it("takes a quarter of a byte per seat, and few bytes per change", () => {
    const seatCount = 100_000;
    const none = { free: 0, taken: 0, sold: 0, blocked: 0 };
    const frame = { version: 2, atMs: 0, seatCount, totals: none, areas: [] };
    expect(encodeSnapshot({ ...frame, kind: "snapshot", statuses: new Uint8Array(seatCount) })).toHaveLength(25_048);
    const changes = [0, 1, 31, 32, 99_999].map((seat) => [seat, 3] as const);
    expect(encodeDiff({ ...frame, kind: "diff", fromVersion: 1, changes })).toHaveLength(52 + 1 + 1 + 1 + 1 + 3);
  });

  it("tells its kind and versions without being read whole", () => {
    fc.assert(
      fc.property(threeHouses, ([before, after]) => {
        const header = readHeader(encodeDiff(diffBetween(before, after)));
        expect([header.kind, header.fromVersion, header.version]).toEqual(["diff", before.version, after.version]);
      }),
    );
  });

  it("is refused when it was cut off, is too long, or has another format", () => {
    fc.assert(
      fc.property(threeHouses, fc.double({ min: 0, max: 0.999, noNaN: true }), ([before, after], part) => {
        for (const bytes of [encodeSnapshot(before), encodeDiff(diffBetween(before, after))]) {
          expect(() => decodeFrame(bytes.subarray(0, Math.floor(bytes.length * part)))).toThrow(RangeError);
          expect(() => decodeFrame(new Uint8Array([...bytes, 0]))).toThrow(RangeError);
          expect(() => decodeFrame(new Uint8Array([2, ...bytes.subarray(1)]))).toThrow(RangeError);
          expect(() => decodeFrame(new Uint8Array([1, 3, ...bytes.subarray(2)]))).toThrow(RangeError);
        }
      }),
    );
  });
});

describe("diffs", () => {
  it("lead from one house to the next, and say nothing twice", () => {
    fc.assert(
      fc.property(threeHouses, ([a, b]) => {
        const diff = diffBetween(a, b);
        expect(applyDiff(a, diff)).toEqual(b);
        expect(diffBetween(b, b).changes).toEqual([]);
      }),
    );
  });

  it("merged lead where the two lead one after the other", () => {
    fc.assert(
      fc.property(threeHouses, ([a, b, c]) => {
        const merged = mergeDiffs(diffBetween(a, b), diffBetween(b, c));
        expect(merged && applyDiff(a, merged)).toEqual(c);
        // Whoever has seen the first already may apply the union.
        expect(merged && applyDiff(b, merged)).toEqual(c);
        expect(merged && decodeFrame(encodeDiff(merged))).toEqual(merged);
      }),
    );
  });

  it("merged one with itself, or with one that overlaps it, are what they say at the end", () => {
    fc.assert(
      fc.property(threeHouses, ([a, b, c]) => {
        const first = diffBetween(a, b);
        expect(mergeDiffs(first, first)).toEqual(first);
        const both = mergeDiffs(first, diffBetween(b, c));
        const merged = both && mergeDiffs(first, both);
        expect(merged).toEqual(both);
        expect(merged && applyDiff(a, merged)).toEqual(c);
      }),
    );
  });

  it("with a gap between them are neither merged nor applied; an old one changes nothing", () => {
    fc.assert(
      fc.property(threeHouses, ([a, b, c]) => {
        const later: FeedDiff = { ...diffBetween(b, c), fromVersion: b.version };
        expect(applyDiff(a, later)).toBeUndefined();
        expect(mergeDiffs({ ...diffBetween(a, b), version: a.version }, later)).toBeUndefined();
        expect(applyDiff(c, diffBetween(a, b))).toBe(c);
      }),
    );
  });
});

it("shows a house without saying whether a seat is chosen or paid", () => {
  const sale = new Sale({ ...CONFIG, blockedSeats: [8] });
  sale.run({
    type: "create_booking",
    bookingId: bookingId(1),
    buyerId: ANN,
    repeat: newRequest(),
    seats: [1],
    places: [{ area: 0, count: 1 }],
  });
  const house = availability(sale.state, sale.nowMs);
  const shown = feedSnapshotOf(house);
  expect([...shown.statuses.subarray(0, 3)]).toEqual([0, 1, 0]);
  expect(shown.statuses[8]).toBe(3);
  expect(shown.totals).toEqual({ free: house.seats.free, taken: 1, sold: 0, blocked: house.seats.blocked });
  expect(shown.areas[0]?.taken).toBe(1);
  expect(shown.version).toBe(house.version);
});
