import { expect, it } from "vitest";
import { Batcher } from "./batcher.ts";

/** A batcher of words whose marks are their letters; `batches` shows what went together. */
function newBatcher() {
  const batches: (readonly string[])[] = [];
  const batcher = new Batcher<string, string>(
    async (items) => {
      batches.push(items);
      return items.map((item) => item.toUpperCase());
    },
    (item) => item.split(""),
  );
  return { batcher, batches };
}

it("what is asked together goes in one batch, and each gets its own answer", async () => {
  const { batcher, batches } = newBatcher();
  expect(await Promise.all(["ab", "cd", "e"].map((item) => batcher.submit(item)))).toEqual(["AB", "CD", "E"]);
  expect(batches).toEqual([["ab", "cd", "e"]]);
});

it("what collides goes into later batches, in the order in which it was asked", async () => {
  const { batcher, batches } = newBatcher();
  await Promise.all(["ab", "bc", "cd", "ef"].map((item) => batcher.submit(item)));
  expect(batches).toEqual([["ab", "ef"], ["bc"], ["cd"]]);
});

it("a batch that fails fails its own items, and the next one runs", async () => {
  let fails = true;
  const batcher = new Batcher<string, string>(
    async (items) => {
      if (fails) throw new Error("no");
      return items;
    },
    () => [],
  );
  await expect(batcher.submit("a")).rejects.toThrow("no");
  fails = false;
  expect(await batcher.submit("b")).toBe("b");
});
