import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { GateFeed } from "./gate-feed.ts";
import { FakeHouse, FakeListener } from "./testing/fake-house.ts";

/** A gate's feed with its listeners and the house behind it; `asked` are the versions that the object was asked for. */
class Scene {
  readonly house = new FakeHouse();
  readonly listeners: FakeListener[] = [];
  readonly asked: (number | null)[] = [];
  readonly feed = new GateFeed(() => this.listeners);
  answer: (version: number | null) => Promise<Result<Uint8Array>> = async (version) =>
    ok(version === null ? this.house.snapshot() : this.house.since(version));

  async connect(version: number | null = null): Promise<FakeListener> {
    const frames = await this.feed.since(version, (since) => {
      this.asked.push(since);
      return this.answer(since);
    });
    if (!frames.ok) throw new Error(frames.refusal.reason);
    const listener = new FakeListener();
    this.listeners.push(listener);
    for (const frame of frames.value) listener.send(frame);
    return listener;
  }

  change(seat: number, status: number): boolean {
    return this.feed.push(this.house.change(seat, status));
  }
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the feed of a gate", () => {
  it("sends a push to all at once, the same bytes to everybody", async () => {
    const scene = new Scene();
    const [a, b] = [await scene.connect(), await scene.connect()];
    expect(scene.change(2, 1)).toBe(true);
    expect(a.statuses).toEqual(scene.house.statuses);
    expect(a.frames[1]).toBe(b.frames[1]);
    expect(scene.feed.frames).toBe(1);
    await pass(250);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says that nobody listens", () => {
    expect(new Scene().change(0, 1)).toBe(false);
  });

  it("sends at most four times a second, and merges what came in between", async () => {
    const scene = new Scene();
    const listener = await scene.connect();
    scene.change(0, 1);
    for (const seat of [1, 2, 3]) scene.change(seat, 2);
    scene.change(1, 0);
    await pass(249);
    expect(listener.frames).toHaveLength(2);
    await pass(1);
    expect(listener.frames).toHaveLength(3);
    expect(listener.statuses).toEqual(scene.house.statuses);
    expect(listener.gaps).toBe(0);
  });

  it("sends less often when many listen, in slices, and to nobody twice", async () => {
    const scene = new Scene();
    for (let i = 0; i < 2_000; i++) await scene.connect();
    const last = scene.listeners.at(-1);
    scene.change(0, 1);
    expect(last?.frames).toHaveLength(1);
    await pass(50);
    scene.change(1, 1);
    await pass(238 - 1);
    expect(scene.listeners[0]?.frames).toHaveLength(2);
    await pass(51);
    expect(scene.listeners.every(({ statuses }) => statuses.join() === scene.house.statuses.join())).toBe(true);
    expect(scene.listeners.every(({ frames }) => frames.length === 3)).toBe(true);
  });

  it("goes on for the others when one of them has gone", async () => {
    const scene = new Scene();
    const [gone, here] = [await scene.connect(), await scene.connect()];
    scene.listeners[0] = Object.assign(gone, {
      send: () => {
        throw new Error("closed");
      },
    });
    scene.change(4, 3);
    expect(here.statuses).toEqual(scene.house.statuses);
  });

  it("lets a snapshot stand for all that waited before it", async () => {
    const scene = new Scene();
    const listener = await scene.connect();
    scene.change(0, 1);
    scene.change(1, 1);
    scene.house.change(2, 1);
    scene.feed.push(scene.house.snapshot());
    scene.change(3, 1);
    await pass(250);
    expect(listener.statuses).toEqual(scene.house.statuses);
    expect(listener.frames).toHaveLength(4);
  });

  it("keeps a gap, so that who listens sees it and asks again", async () => {
    const scene = new Scene();
    const listener = await scene.connect();
    scene.change(0, 1);
    scene.change(1, 1);
    scene.house.change(2, 1);
    scene.change(3, 1);
    await pass(250);
    expect(listener.gaps).toBe(1);
    expect(listener.house?.version).toBe(2);
  });
});

describe("who comes to the feed", () => {
  it("shares one answer of the object with all who come in the same second, and misses nothing that was sent since", async () => {
    const scene = new Scene();
    await scene.connect();
    for (let change = 0; change < 5; change++) {
      scene.change(change, 1);
      await pass(200);
      const late = await scene.connect();
      // What is still to be sent comes to him as to all others.
      await pass(50);
      expect(late.statuses).toEqual(scene.house.statuses);
      expect(late.gaps).toBe(0);
    }
    expect(scene.asked.length).toBeLessThanOrEqual(2);
  });

  it("misses nothing when a push overtakes the answer that he waits for", async () => {
    const scene = new Scene();
    await scene.connect();
    await pass(1_001);
    const slow = Promise.withResolvers<Result<Uint8Array>>();
    const before = ok(scene.house.snapshot());
    scene.answer = () => slow.promise;
    const coming = scene.connect();
    scene.change(5, 2);
    await pass(300);
    scene.change(6, 2);
    await pass(300);
    slow.resolve(before);
    expect((await coming).statuses).toEqual(scene.house.statuses);
  });

  it("gets only what has changed since his version", async () => {
    const scene = new Scene();
    const first = await scene.connect();
    scene.change(1, 1);
    scene.house.change(2, 1);
    await pass(250);
    expect(first.house?.version).toBe(1);
    const again = new FakeListener();
    again.house = first.house;
    for (const frame of (await scene.connect(1)).frames) again.send(frame);
    expect(again.statuses).toEqual(scene.house.statuses);
    expect(scene.asked).toEqual([null, 1]);
  });

  it("gets the whole house when too many different versions are asked for at once", async () => {
    const scene = new Scene();
    for (let version = 0; version < 40; version++) scene.house.change(version % 8, 1);
    const kinds = await Promise.all(
      Array.from({ length: 40 }, async (_, version) => (await scene.connect(version)).house),
    );
    expect(scene.asked).toHaveLength(17);
    expect(kinds.filter((house) => house !== undefined)).toHaveLength(24);
  });

  it("is refused while the object cannot be asked, and that is not kept", async () => {
    const scene = new Scene();
    const { answer } = scene;
    scene.answer = async () => refuse("unavailable");
    await expect(scene.connect()).rejects.toThrow("unavailable");
    scene.answer = answer;
    await scene.connect();
    await pass(1_001);
    scene.answer = () => Promise.reject(new Error("gone"));
    await expect(scene.connect()).rejects.toThrow("unavailable");
    scene.answer = () => new Promise(() => undefined);
    const hanging = scene.connect().catch((error: Error) => error.message);
    await pass(5_000);
    expect(await hanging).toBe("unavailable");
  });
});
