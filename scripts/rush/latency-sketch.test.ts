import { describe, expect, it } from "vitest";
import { LatencySketch } from "./latency-sketch.ts";
import { Random } from "./random.ts";

describe("a sketch of latencies", () => {
  it("gives quantiles within one percent", () => {
    const random = new Random(5);
    const durations = Array.from({ length: 20_000 }, () => Math.exp(random.between(0, 8)));
    const sketch = new LatencySketch();
    for (const ms of durations) sketch.add(ms);
    const sorted = durations.toSorted((a, b) => a - b);
    for (const q of [0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
      expect(Math.abs((sketch.quantile(q) ?? 0) / exact - 1)).toBeLessThan(0.0101);
    }
  });

  it("adds up with others as if it had seen it all", () => {
    const [whole, half, otherHalf] = [new LatencySketch(), new LatencySketch(), new LatencySketch()];
    for (let ms = 1; ms <= 100; ms++) {
      whole.add(ms);
      (ms % 2 === 0 ? half : otherHalf).add(ms);
    }
    half.addAll(otherHalf);
    expect(half.count).toBe(100);
    expect(half.quantile(0.5)).toBe(whole.quantile(0.5));
  });

  it("has no quantile of nothing, and takes what is off its scale", () => {
    const sketch = new LatencySketch();
    expect(sketch.quantile(0.5)).toBeUndefined();
    sketch.add(0);
    sketch.add(1e9);
    expect(sketch.count).toBe(2);
  });
});
