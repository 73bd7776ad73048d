import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KEY_RANGE, type DrawRecord } from "../contract/waiting-room.ts";
import { fromAxis, toAxis } from "./axis.ts";
import { hexBytes } from "./hex-bytes.ts";
import { isBefore } from "./is-before.ts";
import { orderKey, type Hmac } from "./order-key.ts";
import { placeOf } from "./place-of.ts";
import { START_MS, START_S, visitor } from "./testing/hall.ts";
import { verifyDraw, type Sha256 } from "./verify-draw.ts";

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();
const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

describe("the order", () => {
  it("is by second, then by key", () => {
    const places = [
      { second: START_S, key: 0 },
      { second: 0, key: KEY_RANGE - 1 },
      { second: 0, key: 7 },
      { second: START_S, key: 1 },
    ];
    const sorted = places.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
    expect(sorted.map(({ second, key }) => [second, key])).toEqual([
      [0, 7],
      [0, KEY_RANGE - 1],
      [START_S, 0],
      [START_S, 1],
    ]);
    expect(isBefore({ second: 0, key: 7 }, { second: 0, key: 7 })).toBe(false);
  });

  it("draws lots among those who joined before the opening, to the second", () => {
    expect(placeOf(START_S - 1, 5, START_MS)).toEqual({ second: 0, key: 5 });
    expect(placeOf(START_S, 5, START_MS)).toEqual({ second: START_S, key: 5 });
    expect(placeOf(START_S, 5, START_MS + 1)).toEqual({ second: 0, key: 5 });
    expect(placeOf(START_S - 1, 5, null)).toEqual({ second: START_S - 1, key: 5 });
  });

  it("keeps its order on the axis", () => {
    for (const place of [
      { second: 0, key: 2 ** 47 },
      { second: START_S, key: 2 ** 46 },
    ]) {
      expect(fromAxis(toAxis(place))).toEqual(place);
    }
  });
});

describe("a lot", () => {
  it("is the first 48 bits of HMAC-SHA256, so that anybody can compute it", () => {
    const key = hexBytes("000102");
    const digest = createHmac("sha256", Buffer.from("000102", "hex")).update(visitor(1)).digest("hex");
    expect(orderKey(hmac, key, visitor(1))).toBe(Number.parseInt(digest.slice(0, 12), 16));
  });

  it("is the same however often its visitor joins: joining ten times gains nothing", () => {
    const key = hexBytes("ab");
    const lots = new Set(Array.from({ length: 10 }, () => orderKey(hmac, key, visitor(3))));
    expect(lots.size).toBe(1);
  });

  it("is fair: over many seeds each visitor has each rank as often, whenever he joined (chi-square)", () => {
    const [visitors, seeds] = [20, 1_500];
    const ranks = Array.from({ length: visitors }, () => Array.from({ length: visitors }, () => 0));
    let [sameOrder, pairs] = [0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const key = sha256(Buffer.from(`seed ${seed}`));
      const order = Array.from({ length: visitors }, (_, n) => ({ n, key: orderKey(hmac, key, visitor(n)) }));
      for (const [rank, { n }] of order.toSorted((a, b) => a.key - b.key).entries()) {
        const row = ranks[n] ?? [];
        row[rank] = (row[rank] ?? 0) + 1;
      }
      for (let n = 0; n + 1 < visitors; n++) {
        pairs++;
        if ((order[n]?.key ?? 0) < (order[n + 1]?.key ?? 0)) sameOrder++;
      }
    }
    const expected = seeds / visitors;
    for (const row of ranks) {
      const chiSquare = row.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 19 degrees of freedom: a fair draw is above this once in 100,000 times.
      expect(chiSquare).toBeLessThan(58);
    }
    // Who joined earlier is before who joined later in half of all pairs: five standard deviations.
    expect(Math.abs(sameOrder / pairs - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(pairs));
  });
});

describe("a published draw", () => {
  const seed = "5e".repeat(32);
  const randomness = "7a".repeat(32);
  const commitment = createHash("sha256").update(Buffer.from(seed, "hex")).digest("hex");
  const drawn: DrawRecord = { commitment, beacon: { chain: "c", round: 9 }, seed, randomness, drawnAtMs: START_MS };

  it("gives everybody's lot, from seed and randomness together", () => {
    const draw = verifyDraw(drawn, hmac, sha256);
    const expected = orderKey(hmac, Buffer.from(seed + randomness, "hex"), visitor(4));
    expect("keyOf" in draw && [draw.keyOf(visitor(4)), draw.isByBeacon]).toEqual([expected, true]);
  });

  it("is by the seed alone when the beacon could not be reached, and says so", () => {
    const draw = verifyDraw({ ...drawn, randomness: null }, hmac, sha256);
    const expected = orderKey(hmac, Buffer.from(seed, "hex"), visitor(4));
    expect("keyOf" in draw && [draw.keyOf(visitor(4)), draw.isByBeacon]).toEqual([expected, false]);
  });

  it.each([
    ["another seed than was announced", { seed: "5f".repeat(32) }],
    ["another commitment", { commitment: "00".repeat(32) }],
    ["no seed yet", { seed: null }],
    ["a seed that is too short", { seed: "5e" }],
    ["randomness that is not hexadecimal", { randomness: "zz".repeat(32) }],
    ["randomness of no round", { beacon: null }],
  ])("is refused with %s", (_, change: Partial<DrawRecord>) => {
    expect(verifyDraw({ ...drawn, ...change }, hmac, sha256)).toHaveProperty("fault");
  });
});
