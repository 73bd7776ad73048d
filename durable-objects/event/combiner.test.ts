import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Combiner, type Sender } from "./combiner.ts";

const OPTIONS = { maxWeight: 4, rescueMs: 1000, overloaded: "overloaded", unavailable: "unavailable" };

/** A request; a dead one's work does nothing, as when its context is gone. */
interface TestRequest extends Sender {
  readonly by: string;
  readonly isDead: boolean;
}

function request(by: string, isDead = false): TestRequest {
  return { by, isDead, waitUntil: () => undefined };
}

/** An object that answers when the test lets it, and notes what was sent and by whom. */
class SlowObject {
  readonly sent: { readonly by: string; readonly items: readonly string[] }[] = [];
  readonly #ends: ((answers?: readonly string[]) => void)[] = [];

  combiner(options: { readonly lingerMs?: number; readonly weightOf?: (item: string) => number } = {}) {
    return new Combiner<string, string, TestRequest>({
      ...OPTIONS,
      ...options,
      send: (items, { by, isDead }) => {
        if (isDead) return new Promise(() => undefined);
        this.sent.push({ by, items: [...items] });
        return new Promise((resolve) =>
          this.#ends.push((answers) => resolve(answers ?? items.map((item) => `did ${item}`))),
        );
      },
    });
  }

  async answer(answers?: readonly string[]): Promise<void> {
    this.#ends.shift()?.(answers);
    await vi.advanceTimersByTimeAsync(0);
  }
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("combining", () => {
  it("sends at once when nothing is under way, then collects until the answer is there", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    const first = combiner.submit(request("r1"), "a");
    await pass(0);
    const second = combiner.submit(request("r2"), "b");
    const third = combiner.submit(request("r3"), "c");
    await pass(0);
    expect(object.sent).toEqual([{ by: "r1", items: ["a"] }]);
    await object.answer();
    expect(object.sent[1]).toEqual({ by: "r2", items: ["b", "c"] });
    await object.answer();
    expect(await Promise.all([first, second, third])).toEqual(["did a", "did b", "did c"]);
    expect(combiner.isIdle).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes along what is wanted in the same moment", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    void combiner.submit(request("r1"), "a");
    void combiner.submit(request("r2"), "b");
    await pass(0);
    expect(object.sent).toEqual([{ by: "r1", items: ["a", "b"] }]);
  });

  it("refuses at once what the queue has no room for, and nobody sends that", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    void combiner.submit(request("r0"), "0");
    await pass(0);
    for (const item of ["a", "b", "c", "d"]) void combiner.submit(request("r"), item);
    expect(await combiner.submit(request("r"), "e")).toBe("overloaded");
    await object.answer();
    expect(object.sent[1]?.items).toEqual(["a", "b", "c", "d"]);
  });

  it("is rescued by another request of the batch, with the same items, when the leader is dead", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    void combiner.submit(request("dead", true), "a");
    const follower = combiner.submit(request("alive"), "b");
    await pass(999);
    expect(object.sent).toEqual([]);
    await pass(1);
    expect(object.sent).toEqual([{ by: "alive", items: ["a", "b"] }]);
    await object.answer();
    expect(await follower).toBe("did b");
  });

  it("does not wait for ever for a batch whose requests are all dead", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    void combiner.submit(request("dead", true), "a");
    await pass(0);
    const next = combiner.submit(request("alive"), "b");
    await pass(2000);
    expect(object.sent).toEqual([{ by: "alive", items: ["b"] }]);
    await object.answer();
    expect(await next).toBe("did b");
  });

  it("sends again when an answer does not come, takes the first that comes, and heeds no later one", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    const answer = combiner.submit(request("r1"), "a");
    await pass(1999);
    expect(object.sent).toHaveLength(1);
    await pass(1);
    expect(object.sent).toHaveLength(2);
    await object.answer(["first"]);
    await object.answer(["second"]);
    expect(await answer).toBe("first");
  });

  it("gives up when nobody can deliver", async () => {
    const combiner = new SlowObject().combiner();
    const answer = combiner.submit(request("dead", true), "a");
    await pass(7000);
    expect(await answer).toBe("unavailable");
  });

  it("never sends again what was refused as overloaded", async () => {
    const object = new SlowObject();
    const combiner = object.combiner();
    const answer = combiner.submit(request("r1"), "a");
    await pass(0);
    await object.answer(["overloaded"]);
    await pass(10_000);
    expect(await answer).toBe("overloaded");
    expect(object.sent).toHaveLength(1);
  });

  it("answers unavailable when sending throws or answers are missing", async () => {
    const broken = new Combiner<string, string>({ ...OPTIONS, send: () => Promise.reject(new Error("gone")) });
    expect(await broken.submit(request("r1"), "a")).toBe("unavailable");
    const short = new Combiner<string, string>({ ...OPTIONS, send: () => Promise.resolve([]) });
    expect(await short.submit(request("r1"), "a")).toBe("unavailable");
  });

  it("counts items by their weight, and takes none that would be too much", async () => {
    const object = new SlowObject();
    const combiner = object.combiner({ weightOf: (item) => item.length });
    expect(await combiner.submit(request("r0"), "12345")).toBe("overloaded");
    void combiner.submit(request("r0"), "1");
    await pass(0);
    void combiner.submit(request("r1"), "123");
    expect(await combiner.submit(request("r2"), "12")).toBe("overloaded");
    void combiner.submit(request("r3"), "1");
    await object.answer();
    expect(object.sent[1]?.items).toEqual(["123", "1"]);
  });

  it("lingers under load until those are back whom the batch before has answered", async () => {
    const object = new SlowObject();
    const combiner = object.combiner({ lingerMs: 8 });
    void combiner.submit(request("r1"), "a");
    await pass(0);
    expect(object.sent).toHaveLength(1);
    void combiner.submit(request("r2"), "b");
    await object.answer();
    await pass(7);
    expect(object.sent).toHaveLength(1);
    void combiner.submit(request("r1"), "c");
    await pass(0);
    expect(object.sent[1]?.items).toEqual(["b", "c"]);
  });

  it("does not linger for longer than it is told to", async () => {
    const object = new SlowObject();
    const combiner = object.combiner({ lingerMs: 8 });
    void combiner.submit(request("r1"), "a");
    await pass(0);
    void combiner.submit(request("r2"), "b");
    await object.answer();
    await pass(8);
    expect(object.sent[1]?.items).toEqual(["b"]);
    await object.answer();
    expect(vi.getTimerCount()).toBe(0);
  });
});
