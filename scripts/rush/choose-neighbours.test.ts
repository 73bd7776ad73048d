import { describe, expect, it } from "vitest";
import { chooseNeighbours } from "./choose-neighbours.ts";
import { Random } from "./random.ts";

const ROWS = [
  { zone: 0, label: "A", firstSeat: 0, seatCount: 5 },
  { zone: 0, label: "B", firstSeat: 5, seatCount: 5 },
];

function choose(free: readonly number[], count: number, seed = 1): readonly number[] | undefined {
  return chooseNeighbours((seat) => free.includes(seat), ROWS, count, new Random(seed));
}

describe("seats chosen on the map", () => {
  it("are free, side by side, and in one row", () => {
    const free = [0, 1, 3, 4, 5, 7, 8, 9];
    for (let seed = 0; seed < 50; seed++) expect(choose(free, 3, seed)).toEqual([7, 8, 9]);
  });

  it("differ from fan to fan", () => {
    const all = Array.from({ length: 10 }, (_, seat) => seat);
    const chosen = Array.from({ length: 50 }, (_, seed) => choose(all, 2, seed)?.[0]);
    expect(new Set(chosen).size).toBeGreaterThan(5);
  });

  it("are fewer where nothing so wide is left, and none where nothing is", () => {
    expect(choose([4, 5, 8], 3)).toHaveLength(1);
    expect(choose([], 1)).toBeUndefined();
  });
});
