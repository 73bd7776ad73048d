import { describe, expect, it } from "vitest";
import { meanOfTen } from "./report-charts.ts";

describe("the mean of ten seconds", () => {
  it("begins when there are ten, and forgets what is older", () => {
    const mean = meanOfTen([100, ...Array.from({ length: 11 }, () => 10)]);
    expect(mean.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => null));
    expect(mean.slice(9)).toEqual([19, 10, 10]);
  });
});
