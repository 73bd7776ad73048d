import { expect, it } from "vitest";
import { costOfFaults } from "./cost-of-faults.ts";

const SALE = { fromMs: 0, toMs: 20_000 };
const SOLD = [1_000, 2_000, 9_000, 10_000, 19_000];

it("each kind is charged with the requests that failed while it lasted, and the longest wait for a sale that it fell into", () => {
  const notes = [
    { kind: "kill-redis", fromMs: 1_200, toMs: 1_300 },
    { kind: "kill-workerd", fromMs: 3_000, toMs: 4_000 },
    { kind: "kill-redis", fromMs: 9_500, toMs: 9_600 },
  ] as const;
  const costs = costOfFaults(notes, [1_250, 3_500, 5_900, 6_100, 15_000], SOLD, SALE);
  expect(costs).toMatchObject([
    { kind: "kill-workerd", times: 1, failed: 2, longestGapMs: 7_000 },
    { kind: "kill-redis", times: 2, failed: 1, longestGapMs: 1_000 },
  ]);
});

it("overlapping faults are both charged", () => {
  const notes = [
    { kind: "kill-redis", fromMs: 3_000, toMs: 5_000 },
    { kind: "stop-workerd", fromMs: 4_000, toMs: 6_000 },
  ] as const;
  expect(costOfFaults(notes, [4_500], SOLD, SALE).map(({ failed }) => failed)).toEqual([1, 1]);
});

it("where nothing was sold there is no wait to tell", () => {
  const notes = [{ kind: "kill-redis", fromMs: 3_000, toMs: 5_000 }] as const;
  expect(costOfFaults(notes, [], [], SALE)).toMatchObject([{ failed: 0, longestGapMs: null }]);
});
