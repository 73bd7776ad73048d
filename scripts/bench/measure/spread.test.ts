import { describe, expect, it } from "vitest";
import { percentile } from "./percentile.ts";
import { ratioOf, spreadOf } from "./spread.ts";

describe("percentiles", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it("are values that were measured, by nearest rank", () => {
    expect([0, 0.5, 0.99, 0.999, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100, 100]);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it("of nothing are no number", () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe("figures over rounds", () => {
  it("have a median and their extremes, in whatever order they came", () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30 });
    expect(spreadOf([40, 30, 10, 20])).toEqual({ median: 20, min: 10, max: 40 });
  });

  it("are compared round by round, so that a slow minute that hit both does not count", () => {
    expect(ratioOf([100, 50, 200], [50, 25, 100])).toEqual({ median: 2, min: 2, max: 2 });
  });

  it("give no ratio without rounds of both", () => {
    expect(ratioOf([100], []).median).toBeNaN();
  });
});
