import { describe, expect, it } from "vitest";
import { visitor } from "./testing/hall.ts";
import { VisitorMemory } from "./visitor-memory.ts";

describe("the memory of visitors", () => {
  it("tells everybody apart, a hundred thousand of them", () => {
    const memory = new VisitorMemory(1_000);
    for (let n = 0; n < 100_000; n++) memory.set(visitor(n), n, 0);
    const known = Array.from({ length: 200_000 }, (_, n) => memory.get(visitor(n)));
    expect(known.every((value, n) => value === (n < 100_000 ? n : undefined))).toBe(true);
  });

  it("has the last value, for its span at least, and forgets after twice that", () => {
    const memory = new VisitorMemory(1_000);
    memory.set(visitor(1), 7, 0);
    memory.set(visitor(1), 8, 500);
    memory.set(visitor(2), 1, 1_500);
    expect(memory.get(visitor(1))).toBe(8);
    memory.set(visitor(2), 1, 3_000);
    expect(memory.get(visitor(1))).toBeUndefined();
  });

  it("forgets nothing sooner when the clock jumps back", () => {
    const memory = new VisitorMemory(1_000);
    memory.set(visitor(1), 7, 50_000);
    memory.set(visitor(2), 7, 10_000);
    memory.set(visitor(2), 7, 10_900);
    expect(memory.get(visitor(1))).toBe(7);
  });
});
