import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import { bookingId } from "../../domain/inventory/testing/sale.ts";
import { JournalDrain } from "./journal-drain.ts";
import type { JournalPosition } from "./storage.ts";
import { FakeJournal } from "./testing/fake-journal.ts";

const NOTHING_SAVED: JournalPosition = { savedSeq: 0, failures: 0, retryAtMs: null };

function drainTo(journal: FakeJournal, position = NOTHING_SAVED) {
  const positions: JournalPosition[] = [];
  const rests: number[] = [];
  const drain = new JournalDrain({
    journal,
    position,
    savePosition: (next) => positions.push(next),
    snapshot: (id: BookingId) => ({ id }) as BookingSnapshot,
    onRest: () => rests.push(Date.now()),
    nowMs: Date.now,
  });
  return { drain, positions, rests };
}

function mark(drain: JournalDrain, from: number, to: number): void {
  for (let n = from; n <= to; n++) drain.markChanged(bookingId(n), n);
}

/** Lets what is due happen: timers up to `ms` from now, and what follows from them. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("draining to the journal", () => {
  it("saves what changed in batches of 200, one at a time, and remembers how far it is", async () => {
    const journal = new FakeJournal();
    const { drain, positions, rests } = drainTo(journal);
    mark(drain, 1, 450);
    drain.start();
    drain.start();
    await pass(100);
    expect(journal.saves.map(({ length }) => length)).toEqual([200]);
    journal.succeed();
    await pass(0);
    journal.succeed();
    await pass(0);
    expect(rests).toEqual([]);
    journal.succeed();
    await pass(0);
    expect(journal.saves.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(positions.map(({ savedSeq }) => savedSeq)).toEqual([200, 400, 450]);
    expect(drain.lag).toBe(0);
    expect(rests).toHaveLength(1);
  });

  it("saves a booking again that changed while it was being saved", async () => {
    const journal = new FakeJournal();
    const { drain, positions } = drainTo(journal);
    mark(drain, 1, 2);
    drain.start();
    await pass(100);
    drain.markChanged(bookingId(1), 3);
    journal.succeed();
    await pass(0);
    expect(journal.saves.map((batch) => batch.map(({ id }) => id))).toEqual([
      [bookingId(1), bookingId(2)],
      [bookingId(1)],
    ]);
    expect(positions.map(({ savedSeq }) => savedSeq)).toEqual([2]);
    journal.succeed();
    await pass(0);
    expect(positions.at(-1)?.savedSeq).toBe(3);
  });

  it("waits longer after each failure, up to a minute, and not at all after a success", async () => {
    const journal = new FakeJournal();
    const { drain, positions } = drainTo(journal);
    mark(drain, 1, 1);
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      drain.start();
      await pass(100);
      journal.fail();
      await pass(0);
      const { retryAtMs } = positions.at(-1) ?? NOTHING_SAVED;
      waits.push((retryAtMs ?? 0) - Date.now());
      expect(drain.wakeAtMs(Date.now())).toBe(retryAtMs);
      vi.setSystemTime(retryAtMs ?? 0);
      expect(drain.wakeAtMs(Date.now())).toBeGreaterThan(Date.now());
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    drain.start();
    await pass(100);
    journal.succeed();
    await pass(0);
    expect(positions.at(-1)).toEqual({ savedSeq: 1, failures: 0, retryAtMs: null });
    expect(drain.wakeAtMs(Date.now())).toBe(Infinity);
  });

  it("tries nothing before the time that a former life has set", async () => {
    const journal = new FakeJournal();
    const { drain } = drainTo(journal, { savedSeq: 0, failures: 3, retryAtMs: 1_004_000 });
    mark(drain, 1, 1);
    drain.start();
    await pass(3_000);
    expect(journal.saves).toEqual([]);
    await pass(1_000);
    drain.start();
    await pass(100);
    expect(journal.saves).toHaveLength(1);
  });

  it("gives up an attempt after ten seconds, also when the journal does not heed its signal", async () => {
    const journal = new FakeJournal();
    const { drain, positions } = drainTo(journal);
    mark(drain, 1, 1);
    drain.start();
    await pass(100);
    await pass(9_999);
    expect(positions).toEqual([]);
    await pass(1);
    expect(journal.signals[0]?.aborted).toBe(true);
    expect(positions).toMatchObject([{ failures: 1 }]);
  });

  it("is not stopped by one snapshot that the journal refuses for ever", async () => {
    const journal = new FakeJournal();
    const { drain, positions } = drainTo(journal);
    mark(drain, 1, 40);
    const poison = bookingId(1);
    for (let turn = 0; turn < 60 && drain.lag > 1; turn++) {
      vi.setSystemTime(positions.at(-1)?.retryAtMs ?? Date.now());
      drain.start();
      await pass(100);
      const isPoisoned = (journal.saves.at(-1) ?? []).some(({ id }) => id === poison);
      if (isPoisoned) journal.fail();
      else journal.succeed();
      await pass(0);
    }
    expect(drain.isDirty(poison)).toBe(true);
    expect(drain.lag).toBe(1);
    expect(positions.at(-1)?.savedSeq).toBe(0);
  });

  it("does nothing any more once it is stopped", async () => {
    const journal = new FakeJournal();
    const { drain, positions, rests } = drainTo(journal);
    mark(drain, 1, 1);
    drain.start();
    await pass(100);
    drain.stop();
    journal.succeed();
    await pass(0);
    expect([positions, rests]).toEqual([[], []]);
  });

  it("says in the log what failed, without the credentials of the address", async () => {
    const journal = new FakeJournal();
    const { drain } = drainTo(journal);
    mark(drain, 1, 1);
    drain.start({ requestId: "req_1", traceparent: "00-a-b-01" });
    await pass(100);
    journal.fail();
    await pass(0);
    const line = String(vi.mocked(console.warn).mock.calls[0]?.[0]);
    expect(JSON.parse(line)).toMatchObject({ requestId: "req_1", traceparent: "00-a-b-01", failures: 1, lag: 1 });
    expect(line).not.toContain("secret");
  });

  it("leaves alone what was saved before it began", () => {
    const { drain } = drainTo(new FakeJournal(), { savedSeq: 10, failures: 0, retryAtMs: null });
    drain.markChanged(bookingId(1), 10);
    drain.markChanged(bookingId(2), 11);
    expect([drain.isDirty(bookingId(1)), drain.isDirty(bookingId(2))]).toEqual([false, true]);
    expect([drain.seqOf(bookingId(1)), drain.seqOf(bookingId(2))]).toEqual([10, 11]);
  });

  it("saves again what is asked for, once, after what has changed, and forgets nothing of how far it is", async () => {
    const journal = new FakeJournal();
    const { drain, positions } = drainTo(journal, { savedSeq: 5, failures: 0, retryAtMs: null });
    drain.markAgain(bookingId(1));
    drain.markAgain(bookingId(1));
    mark(drain, 6, 7);
    drain.markAgain(bookingId(6));
    drain.start();
    await pass(100);
    expect(journal.saves.map((save) => save.map(({ id }) => id))).toEqual([[1, 6, 7].map(bookingId)]);
    expect(drain.seqOf(bookingId(6))).toBe(6);
    journal.succeed();
    await pass(0);
    expect(positions.map(({ savedSeq }) => savedSeq)).toEqual([7]);
    expect(drain.lag).toBe(0);
  });
});
