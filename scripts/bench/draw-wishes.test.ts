import { describe, expect, it } from "vitest";
import { drawWishes, HOUSE_SEATS } from "./draw-wishes.ts";

describe("the wishes of a round", () => {
  const wishes = drawWishes(7, 2_000, 100);

  it("follow from the seed", () => {
    expect(drawWishes(7, 2_000, 100)).toEqual(wishes);
    expect(drawWishes(8, 2_000, 100)).not.toEqual(wishes);
  });

  it("name one to four different seats of the house, each number about equally often", () => {
    const sizes = [0, 0, 0, 0, 0];
    for (const { seats } of wishes) {
      expect(new Set(seats).size).toBe(seats.length);
      for (const seat of seats) expect(seat).toBeLessThan(HOUSE_SEATS);
      sizes[seats.length] = (sizes[seats.length] ?? 0) + 1;
    }
    expect(sizes[0]).toBe(0);
    for (const count of sizes.slice(1)) expect(count).toBeGreaterThan(400);
  });

  it("have a key each, and every buyer asks equally often", () => {
    expect(new Set(wishes.map(({ key }) => key)).size).toBe(wishes.length);
    expect(wishes.filter(({ buyer }) => buyer === 42)).toHaveLength(20);
  });
});
