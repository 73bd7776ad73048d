import { expect, it } from "vitest";
import { atMost } from "./at-most.ts";

it("works on every item once, never on more than so many at a time, and goes on behind one that fails", async () => {
  const done: number[] = [];
  const failed: number[] = [];
  let atOnce = 0;
  let most = 0;
  const work = async (item: number): Promise<void> => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    if (item % 7 === 3) throw new Error("no");
    done.push(item);
  };
  const items = Array.from({ length: 23 }, (_, i) => i);
  await atMost(5, items, work, (item) => failed.push(item));
  expect(most).toBe(5);
  expect(failed.toSorted((a, b) => a - b)).toEqual([3, 10, 17]);
  expect([...done, ...failed].toSorted((a, b) => a - b)).toEqual(items);
});

it("has nothing to do for nothing", async () => {
  await expect(
    atMost(
      5,
      [],
      () => Promise.reject(new Error("never")),
      () => {},
    ),
  ).resolves.toBeUndefined();
});
