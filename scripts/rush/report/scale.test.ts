import { describe, expect, it } from "vitest";
import { linearScale, logScale, timeScale } from "./scale.ts";

describe("the scales of a chart", () => {
  it("count in round steps from 0 to above the highest value", () => {
    expect(linearScale(1_412, 0, 100, 4).ticks).toEqual([0, 500, 1_000, 1_500]);
    expect(linearScale(50, 0, 100, 4).ticks).toEqual([0, 20, 40, 60]);
    expect(linearScale(0, 0, 100, 4).ticks).toEqual([0, 1]);
  });

  it("map values to pixels, upwards as well as downwards", () => {
    const { px } = linearScale(100, 200, 0, 5);
    expect([px(0), px(50), px(100)]).toEqual([200, 100, 0]);
  });

  it("end time where the sale ended", () => {
    const { px, ticks } = timeScale(73, 0, 730, 8);
    expect(ticks).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
    expect(px(73)).toBe(730);
  });

  it("show latencies by powers of ten, with what is below the lowest at the edge", () => {
    const { px, ticks } = logScale(3, 800, 300, 0);
    expect(ticks).toEqual([1, 10, 100, 1_000]);
    expect([px(1), px(1_000), px(0.01)]).toEqual([300, 0, 300]);
    expect(px(10)).toBeCloseTo(200);
  });
});
