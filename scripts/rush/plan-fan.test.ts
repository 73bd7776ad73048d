import { describe, expect, it } from "vitest";
import { planFan, type FanPlan } from "./plan-fan.ts";
import { rushOptions, type RushOptions } from "./rush-options.ts";

function fansOf(...args: string[]): FanPlan[] {
  const options = rushOptions(args) as RushOptions;
  return Array.from({ length: options.fans }, (_, n) => planFan(options, 3, n));
}

function shareOf(fans: readonly FanPlan[], is: (fan: FanPlan) => boolean): number {
  return fans.filter(is).length / fans.length;
}

describe("what fans are like", () => {
  it("follows from the seed and the number alone", () => {
    const again = fansOf("--seed", "3", "--fans", "300");
    expect(fansOf("--seed", "3", "--fans", "300")).toEqual(again);
    expect(fansOf("--seed", "4", "--fans", "300")).not.toEqual(again);
  });

  it("has the shares that were asked for", () => {
    const fans = fansOf("--fans", "20000", "--abandon", "0.2", "--ghosts", "0.3", "--mix", "map:0.7,best:0.3");
    expect(shareOf(fans, ({ isGhost }) => isGhost)).toBeCloseTo(0.3, 1);
    expect(shareOf(fans, ({ abandons }) => abandons !== "never")).toBeCloseTo(0.2, 1);
    expect(shareOf(fans, ({ style }) => style === "map")).toBeCloseTo(0.7, 1);
    expect(shareOf(fans, ({ style }) => style === "mixed")).toBe(0);
  });

  it("never has who walks away pay late, and no ghosts where nobody queues", () => {
    const fans = fansOf("--abandon", "0.5", "--pay-late", "0.5", "--queue", "off");
    expect(fans.some(({ abandons, paysLate }) => abandons !== "never" && paysLate)).toBe(false);
    expect(fans.some(({ isGhost }) => isGhost)).toBe(false);
    expect(fans.some(({ paysLate }) => paysLate)).toBe(true);
  });

  it("brings seven of ten fans in the first half of the rush", () => {
    const early = shareOf(fansOf("--fans", "10000"), ({ arrivesAfterMs }) => arrivesAfterMs < 10_000);
    expect(early).toBeGreaterThan(0.68);
    expect(early).toBeLessThan(0.74);
  });
});
