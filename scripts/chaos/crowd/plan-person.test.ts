import { expect, it } from "vitest";
import { planPerson, type Person } from "./plan-person.ts";
import { SALES } from "./sales.ts";

function people(seed: number): readonly Person[] {
  return Array.from({ length: 2_000 }, (_, n) => planPerson(seed, n));
}

/** What can be compared: the stream of choices has no face. */
function natures(of: readonly Person[]): object[] {
  return of.map(({ random: _stream, ...nature }) => nature);
}

it("the same seed makes the same people, and another one others", () => {
  expect(natures(people(3))).toEqual(natures(people(3)));
  expect(natures(people(3))).not.toEqual(natures(people(4)));
});

it("people come for every sale, in their shares, and do all that people do", () => {
  const all = people(3);
  expect(SALES.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  SALES.forEach(({ share }, sale) => {
    const came = all.filter((person) => person.sale === sale).length / all.length;
    expect(Math.abs(came - share)).toBeLessThan(0.05);
  });
  expect(new Set(all.map(({ pays }) => pays)).size).toBe(4);
  expect(new Set(all.map(({ cancels }) => cancels)).size).toBe(3);
  expect(new Set(all.map(({ doubleClicks }) => doubleClicks)).size).toBe(3);
  expect(new Set(all.map(({ party }) => party))).toEqual(new Set([1, 2, 3]));
});
