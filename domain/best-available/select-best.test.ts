import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectBest, type SeatWish } from "./select-best.ts";
import { paperHouse } from "./testing/paper-house.ts";
import { plainBest } from "./testing/plain-choice.ts";
import { anyHouse, anyWish, flip, indexOf } from "./testing/random-house.ts";

const ANY = { category: undefined, zones: undefined, isAccessible: false };

function choose(zones: Readonly<Record<string, readonly string[]>>, wish: Partial<SeatWish> & { count: number }) {
  return selectBest(indexOf(paperHouse(zones)).index, { ...ANY, ...wish });
}

describe("the best seats", () => {
  it("are together in the middle of the first row while nothing is sold", () => {
    expect(choose({ Hall: ["sssssssss", "sssssssss"] }, { count: 3 })).toEqual([3, 4, 5]);
  });

  it("are neighbours: no aisle lies between them, and no row's end", () => {
    expect(choose({ Hall: ["ss|ss", "sssss"] }, { count: 3 })).toEqual([4, 5, 6]);
    expect(choose({ Hall: ["SSs", "sSS"] }, { count: 2 })).toEqual([2, 3]);
  });

  it("leave no seat alone: two seats of five in a row are the outer ones of the better half", () => {
    expect(choose({ Hall: ["sssss"] }, { count: 2 })).toEqual([0, 1]);
  });

  it("are in a row behind where every choice in front leaves a single seat", () => {
    expect(choose({ Hall: ["SsssS", "sssss"] }, { count: 2 })).toEqual([5, 6]);
  });

  it("leave a single seat where every choice in the house leaves one", () => {
    expect(choose({ Hall: ["SsssS", "SSsss"] }, { count: 2 })).toEqual([1, 2]);
  });

  it("are those of the lowest number where two choices are as near", () => {
    expect(choose({ Hall: ["ssssssss"] }, { count: 1 })).toEqual([3]);
  });

  it("are looked for in the category and the zone that are asked for", () => {
    const hall = { Stalls: ["sssb"], Gallery: ["bbbs"] };
    expect(choose(hall, { count: 1, category: 1 })).toEqual([3]);
    expect(choose(hall, { count: 2, category: 1 })).toEqual([4, 5]);
    expect(choose(hall, { count: 1, zones: new Set([1]) })).toEqual([4]);
    expect(choose(hall, { count: 1, zones: new Set([1]), category: 0 })).toEqual([7]);
  });

  it("are accessible ones for who asks for them, and for nobody else", () => {
    const hall = { Hall: ["wwssss"] };
    expect(choose(hall, { count: 2, isAccessible: true })).toEqual([0, 1]);
    expect(choose(hall, { count: 4 })).toEqual([2, 3, 4, 5]);
    expect(choose(hall, { count: 5 })).toHaveLength(4);
  });
});

describe("where so many are nowhere together", () => {
  it("the largest group comes first, then the nearest rows", () => {
    const hall = { Stalls: ["ssSss", "sssSs", "sSssS"], Gallery: ["ssSsS"] };
    expect(choose(hall, { count: 5 })).toEqual([5, 6, 7, 0, 1]);
  });

  it("single seats are gathered around the best one", () => {
    const hall = { Stalls: ["sSSSS", "SSSSS", "SsSsS", "SSSSs"], Gallery: ["sSsSs"] };
    expect(choose(hall, { count: 4 })).toEqual([0, 11, 13, 19]);
  });

  it("another zone comes last, at its best seats", () => {
    expect(choose({ Stalls: ["sSS"], Gallery: ["sSs", "sSS"] }, { count: 3 })).toEqual([0, 3, 5]);
  });

  it("all that are left are told when they are too few", () => {
    expect(choose({ Hall: ["sSs", "SSS"] }, { count: 4 })).toEqual([0, 2]);
    expect(choose({ Hall: ["SSS"] }, { count: 1 })).toEqual([]);
  });
});

describe("any house", () => {
  it("gets the seats that the plainest search finds, however the house came to be sold", () => {
    fc.assert(
      fc.property(
        anyHouse,
        fc.array(fc.record({ flips: fc.array(fc.nat(200), { maxLength: 6 }), wish: anyWish }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(fc.nat(200), { maxLength: 4 }),
        (house, steps, others) => {
          const followed = indexOf(house);
          const taken = others.map((n) => n % house.seats.length);
          for (const { flips, wish } of steps) {
            for (const n of flips) {
              const seat = house.seats[n % house.seats.length];
              if (seat !== undefined) flip(seat, followed);
            }
            followed.index.asOf(0, []);
            expect(selectBest(followed.index, wish, taken)).toEqual(plainBest(house.seats, wish, taken));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("counts seats of holds that are over as free, until somebody has them or time goes back", () => {
    fc.assert(
      fc.property(anyHouse, anyWish, fc.array(fc.nat(200), { maxLength: 8 }), (house, wish, numbers) => {
        const followed = indexOf(house);
        const before = plainBest(house.seats, wish);
        const due = house.seats.filter(
          ({ seat, isFree }) => !isFree && numbers.some((n) => n % house.seats.length === seat),
        );
        followed.index.asOf(
          1,
          due.map(({ seat }) => seat),
        );
        for (const seat of due) seat.isFree = true;
        expect(selectBest(followed.index, wish)).toEqual(plainBest(house.seats, wish));
        followed.index.asOf(0, []);
        expect(selectBest(followed.index, wish)).toEqual(before);
      }),
    );
  });
});
