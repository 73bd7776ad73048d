import { describe, expect, it } from "vitest";
import { RATE_LIMITS } from "../../rate-limits.ts";
import { IsolateBuckets } from "./isolate-buckets.ts";

const rule = { name: "test", capacity: 3, refill: 1, everyMs: 1_000 };

describe("the isolate's token buckets", () => {
  it("let the capacity through at once and then one refill at a time", () => {
    const buckets = new IsolateBuckets();
    const take = (nowMs: number) => buckets.take(rule, "a", nowMs).allowed;
    expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
    expect([take(999), take(1_000), take(1_000)]).toEqual([false, true, false]);
    expect(take(60_000)).toBe(true);
  });

  it("tell when the next token comes", () => {
    const buckets = new IsolateBuckets();
    expect(buckets.take(rule, "a", 500)).toEqual({ allowed: true, limit: 3, remaining: 2, resetAtMs: 1_500 });
  });

  it("keep callers apart and forget who has not been here for long when there are too many", () => {
    const buckets = new IsolateBuckets(4);
    for (let i = 0; i < 4; i++) buckets.take(rule, "a", 0);
    for (const other of ["b", "c", "d"]) {
      expect(buckets.take(rule, other, 0).allowed).toBe(true);
      expect(buckets.take(rule, "a", 0).allowed).toBe(false);
    }
    for (const other of ["e", "f", "g", "h"]) buckets.take(rule, other, 0);
    expect(buckets.take(rule, "a", 0).allowed).toBe(true);
  });
});

describe("the rules", () => {
  it("refill exactly their tokens in a minute", () => {
    for (const { capacity, refill, everyMs } of Object.values(RATE_LIMITS))
      expect((60_000 / everyMs) * refill).toBe(capacity);
    expect(RATE_LIMITS.address).toMatchObject({ capacity: 100, refill: 5, everyMs: 3_000 });
  });
});
