import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOrphan } from "./find-orphan.ts";
import { selectBest } from "./select-best.ts";
import { paperHouse } from "./testing/paper-house.ts";
import { isRefused, newSingles } from "./testing/plain-choice.ts";
import { anyHouse, anyWish, indexOf } from "./testing/random-house.ts";

function orphanIn(row: string, seats: readonly number[]): number | undefined {
  return findOrphan(indexOf(paperHouse({ Hall: [row] })).index, seats);
}

describe("a seat left alone", () => {
  it.each([
    ["at the row's end", "sssss", [1, 2], 0],
    ["between the choice and a sold seat", "ssssSs", [0, 1, 2], undefined],
    ["between two chosen ones", "ssssss", [0, 2], 1],
    ["beside an aisle", "ssss|ss", [1, 2], 0],
    ["beside accessible seats", "wssss", [2], 1],
    ["though it was alone before", "sSssss", [2, 3], undefined],
  ])("%s: of %s the choice of %j leaves %s", (_, row, seats, orphan) => {
    expect(orphanIn(row, seats)).toBe(orphan);
  });

  it("cannot be helped where as many seats together always leave one there", () => {
    expect(orphanIn("sssSS", [0, 1])).toBeUndefined();
    expect(orphanIn("sssSss", [0, 1])).toBe(2);
    expect(orphanIn("ss", [0])).toBeUndefined();
  });
});

describe("any choice in any house", () => {
  const choice = fc.array(fc.nat(200), { minLength: 1, maxLength: 5 });

  it("is refused where the plainest rule refuses it, naming a seat that it would leave alone", () => {
    fc.assert(
      fc.property(anyHouse, choice, (house, numbers) => {
        const free = house.seats.filter(({ isFree }) => isFree);
        fc.pre(free.length > 0);
        const chosen = [...new Set(numbers.map((n) => free[n % free.length]))].filter((seat) => seat !== undefined);
        const orphan = findOrphan(
          indexOf(house).index,
          chosen.map(({ seat }) => seat),
        );
        expect(orphan !== undefined).toBe(isRefused(house.seats, chosen));
        if (orphan !== undefined) expect(newSingles(house.seats, chosen).map(({ seat }) => seat)).toContain(orphan);
      }),
      { numRuns: 1_000 },
    );
  });

  it("of the best seats is never refused: who is offered them can take them", () => {
    fc.assert(
      fc.property(anyHouse, anyWish, (house, wish) => {
        const { index } = indexOf(house);
        expect(findOrphan(index, selectBest(index, wish))).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
