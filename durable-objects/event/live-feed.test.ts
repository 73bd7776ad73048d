import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { availability } from "../../domain/inventory/availability.ts";
import { ANN, bookingId, Sale } from "../../domain/inventory/testing/sale.ts";
import type { FeedDiff, FeedSnapshot } from "../../domain/contract/live-feed.ts";
import { decodeFrame } from "../../domain/live-feed/decode-frame.ts";
import { LiveFeed } from "./live-feed.ts";

const NOW_MS = 1_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A feed of a sale whose seats are taken one by one; `pushed` are the frames that gates got. */
function newFeed(listeners: readonly number[] = []) {
  const sale = new Sale({ maxPerBuyer: 100, maxOpenBookingsPerBuyer: 100 });
  const pushed: { readonly gate: number; readonly frame: FeedSnapshot | FeedDiff }[] = [];
  const saved: (readonly number[])[] = [];
  let answer: () => Promise<boolean> = async () => true;
  const feed = new LiveFeed({
    house: () => availability(sale.state, sale.nowMs),
    push: (gate, frame) => (pushed.push({ gate, frame: decodeFrame(frame) }), answer()),
    listeners,
    saveListeners: (gates) => void saved.push(gates),
    nowMs: Date.now,
  });
  let bookings = 0;
  const take = (seat: number) => {
    sale.does({ type: "create_booking", bookingId: bookingId(++bookings), buyerId: ANN, seats: [seat] });
    feed.changed();
  };
  return { sale, feed, pushed, saved, take, answerWith: (next: typeof answer) => void (answer = next) };
}

const changesOf = (frame: FeedSnapshot | FeedDiff | undefined) =>
  frame?.kind === "diff" ? frame.changes : frame?.kind;

describe("the live feed at its source", () => {
  it("pushes what has changed, one frame per gate and quarter of a second", async () => {
    const { feed, pushed, take } = newFeed();
    for (const gate of [0, 1]) expect(decodeFrame(feed.frameFor(gate, null)).kind).toBe("snapshot");
    take(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(pushed.map(({ gate, frame }) => [gate, changesOf(frame)])).toEqual([
      [0, [[0, 1]]],
      [1, [[0, 1]]],
    ]);
    take(1);
    take(2);
    await vi.advanceTimersByTimeAsync(249);
    expect(pushed).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(changesOf(pushed[2]?.frame)).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(pushed).toHaveLength(4);
  });

  it("pushes nothing while nothing changes that it shows, and to nobody who has not asked", async () => {
    const { feed, pushed, take, sale } = newFeed();
    take(0);
    await vi.advanceTimersByTimeAsync(10_000);
    feed.frameFor(0, null);
    feed.changed();
    await vi.advanceTimersByTimeAsync(10_000);
    sale.does({ type: "create_booking", bookingId: bookingId(50), buyerId: ANN });
    feed.changed();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pushed).toEqual([]);
  });

  it("gives who comes back what he has missed, and the whole house to who has missed too much", () => {
    const { feed, take } = newFeed();
    const { version } = decodeFrame(feed.frameFor(0, null));
    take(3);
    take(4);
    expect(changesOf(decodeFrame(feed.frameFor(0, version)))).toEqual([
      [3, 1],
      [4, 1],
    ]);
    expect(decodeFrame(feed.frameFor(0, version - 1)).kind).toBe("snapshot");
    expect(decodeFrame(feed.frameFor(0, version + 1_000)).kind).toBe("snapshot");
  });

  it("forgets a gate where nobody listens, and remembers the others through its own death", async () => {
    const { feed, pushed, saved, take, answerWith } = newFeed([2]);
    feed.frameFor(5, null);
    expect(saved).toEqual([[2, 5]]);
    answerWith(async () => false);
    take(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pushed.map(({ gate, frame }) => [gate, frame.kind])).toEqual([
      [2, "snapshot"],
      [5, "diff"],
    ]);
    expect(saved.at(-1)).toEqual([]);
    take(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pushed).toHaveLength(2);
  });

  it("has one push under way per gate, and tells a gate that failed the whole house two seconds later", async () => {
    const { feed, pushed, take, answerWith } = newFeed();
    feed.frameFor(0, null);
    const slow = Promise.withResolvers<boolean>();
    answerWith(() => slow.promise);
    take(0);
    await vi.advanceTimersByTimeAsync(0);
    take(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pushed).toHaveLength(1);
    answerWith(async () => true);
    slow.reject(new Error("gone"));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(pushed).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(pushed.map(({ frame }) => frame.kind)).toEqual(["diff", "snapshot"]);
  });
});
