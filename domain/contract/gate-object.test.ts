import { expect, it } from "vitest";
import { gateName, gateOf } from "./gate-object.ts";
import { mintEventId, mintUserId } from "./ids.ts";

it.each([1, 2, 4, 7, 16])("spreads ids evenly over %i gates, none left out and none beyond", (gates) => {
  const ids = 8_000;
  const perGate = new Map<number, number>();
  for (let n = 0; n < ids; n++) {
    const gate = gateOf(mintUserId(n), gates);
    perGate.set(gate, (perGate.get(gate) ?? 0) + 1);
  }
  expect([...perGate.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: gates }, (_, gate) => gate));
  for (const count of perGate.values()) expect(Math.abs(count - ids / gates)).toBeLessThan(0.2 * (ids / gates));
});

it("gives an id the same gate each time, and gates names of their event", () => {
  const [user, event] = [mintUserId(1), mintEventId()];
  expect(gateOf(user, 4)).toBe(gateOf(user, 4));
  expect(gateName(event, 3)).toBe(`${event}/3`);
});
