import { expect, it } from "vitest";
import { drawArrivals } from "./latency.ts";

it("arrivals come at the rate that is offered, unevenly, the same for the same seed", () => {
  const arrivals = drawArrivals(3, 20_000, 500);
  expect(arrivals).toEqual(drawArrivals(3, 20_000, 500));
  expect((arrivals.at(-1) ?? 0) / 1_000).toBeCloseTo(40, 0);
  const gaps = arrivals.slice(1).map((at, i) => at - (arrivals[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  expect(gaps.filter((gap) => gap > 4).length / gaps.length).toBeCloseTo(Math.exp(-2), 1);
});
