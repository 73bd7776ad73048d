import { describe, expect, it } from "vitest";
import { generateHall } from "./generate-hall.ts";

describe("the hall of a rush", () => {
  it.each([1, 2, 40, 1_000, 20_000])("has %i seats exactly, in rows without a gap", (count) => {
    const { rows, seats } = generateHall(count);
    expect(seats.guid).toHaveLength(count);
    expect(new Set(seats.guid).size).toBe(count);
    let next = 0;
    for (const { firstSeat, seatCount } of rows) {
      expect(firstSeat).toBe(next);
      next += seatCount;
    }
    expect(next).toBe(count);
  });

  it("has three zones, each with a category of its own", () => {
    const { rows, seats } = generateHall(1_000);
    expect(new Set(rows.map(({ zone }) => zone))).toEqual(new Set([0, 1, 2]));
    expect(rows.every(({ zone, firstSeat }) => seats.category[firstSeat] === zone)).toBe(true);
  });
});
