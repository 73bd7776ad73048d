import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { CreateBooking } from "../../domain/contract/event-object.ts";
import { mintUserId } from "../../domain/contract/ids.ts";
import { applyBooking } from "../../domain/inventory/apply.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import { REMEMBER_MS } from "../../domain/inventory/remembered-answer.ts";
import { replay } from "../../domain/inventory/replay.ts";
import { createState, SEAT_CODE } from "../../domain/inventory/state.ts";
import { stateHash } from "../../domain/inventory/state-hash.ts";
import { ANN, BEN, bookingId, CONFIG, newRequest, paymentId } from "../../domain/inventory/testing/sale.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { EventInventory } from "./event-inventory.ts";
import { EventStorage } from "./storage.ts";
import { FakeJournal } from "./testing/fake-journal.ts";
import { batchOf, newEvent } from "./testing/new-event.ts";
import { stateOfRows } from "./testing/state-of-rows.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];
/** Far ahead, so that no alarm fires by itself while a test runs. */
const NOW_MS = Date.UTC(2200, 0, 1);

function create(id: typeof B1, buyerId: typeof ANN, seats: readonly number[]): CreateBooking {
  return { type: "create_booking", bookingId: id, buyerId, repeat: newRequest(), seats, places: [] };
}

/** After everything that follows from what has just been resolved. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

interface Kept {
  readonly storage: EventStorage;
  readonly clock: AlarmClock;
  readonly platform: DurableObjectStorage;
  /** A new life of the inventory on the same rows. */
  readonly start: (journal?: FakeJournal) => EventInventory;
}

/** Runs a test on an object's real storage, with time and journal in the test's hand. */
function inObject(test: (kept: Kept) => void | Promise<void>): Promise<void> {
  const { config, stub } = newEvent();
  return runInDurableObject(stub(), async (_, { storage: platform }) => {
    const storage = new EventStorage(platform);
    storage.configure(config, 0);
    const clock = new AlarmClock(platform);
    const start = (journal = new FakeJournal()): EventInventory => new EventInventory(config, storage, clock, journal);
    await test({ storage, clock, platform, start });
  });
}

describe("an inventory kept in storage", () => {
  it("writes one row for a batch and sets one alarm, which the next ones share", () =>
    inObject(({ storage, clock, start }) => {
      const inventory = start();
      const before = storage.rowsWritten;
      inventory.execute(batchOf(create(B1, ANN, [0])), NOW_MS);
      expect(storage.rowsWritten - before).toBe(1);
      expect(clock.timesSet).toBe(1);
      inventory.execute(batchOf(create(B2, BEN, [1]), { ...create(B2, BEN, [2]), type: "select" }), NOW_MS + 1);
      expect(storage.rowsWritten - before).toBe(2);
      inventory.execute(batchOf({ ...create(B1, ANN, [3]), type: "select" }), NOW_MS + 2);
      expect(storage.rowsWritten - before).toBe(3);
      expect(clock.timesSet).toBe(1);
    }));

  it("writes nothing for a batch of refusals and repeats", () =>
    inObject(({ storage, clock, start }) => {
      const inventory = start();
      const command = create(B1, ANN, [0]);
      inventory.execute(batchOf(command), NOW_MS);
      const before = [storage.rowsWritten, clock.timesSet, inventory.availability(NOW_MS).version];
      inventory.execute(batchOf(command, create(B2, BEN, [0]), create(B2, BEN, [99])), NOW_MS + 1);
      expect([storage.rowsWritten, clock.timesSet, inventory.availability(NOW_MS).version]).toEqual(before);
    }));

  it("tidies holds that are over, and rings no later than half a second after each", () =>
    inObject(async ({ storage, platform, clock, start }) => {
      const inventory = start();
      inventory.execute(batchOf(create(B1, ANN, [0])), NOW_MS + 1);
      const deadlineMs = NOW_MS + 1 + CONFIG.holdTtlMs;
      clock.fired();
      inventory.tidy(deadlineMs - 1);
      expect([...storage.bookings()].map(({ booking }) => booking.status)).toEqual(["created"]);
      const ringsAtMs = (await platform.getAlarm()) ?? Infinity;
      expect(ringsAtMs).toBeGreaterThanOrEqual(deadlineMs);
      expect(ringsAtMs).toBeLessThan(deadlineMs + 500);
      clock.fired();
      inventory.tidy(ringsAtMs);
      expect([...storage.bookings()].map(({ booking }) => booking.status)).toEqual(["expired"]);
    }));

  it("forgets what ended a day ago only when the journal has it", () =>
    inObject(async ({ storage, start }) => {
      const journal = new FakeJournal();
      const inventory = start(journal);
      inventory.execute(batchOf(create(B1, ANN, [0])), NOW_MS);
      const longAfterMs = NOW_MS + CONFIG.holdTtlMs + REMEMBER_MS + 7_200_000;
      inventory.tidy(NOW_MS + CONFIG.holdTtlMs);
      inventory.tidy(longAfterMs);
      expect([...storage.bookings()]).toHaveLength(1);
      await journal.untilSaves(1);
      journal.succeed();
      await nextTask();
      expect(inventory.counters().journalLag).toBe(0);
      inventory.tidy(longAfterMs);
      expect([...storage.bookings()]).toEqual([]);
      expect(inventory.booking(B1, longAfterMs)).toMatchObject({ refusal: { reason: "booking_not_found" } });
      expect(stateHash(replay(storage.log()))).toBe(stateHash(stateOfRows(storage)));
      expect(start().availability(longAfterMs).version).toBe(inventory.availability(longAfterMs).version);
    }));

  it("writes a booking's row once for all its changes before a checkpoint, and loses nothing by that", () =>
    inObject(({ storage, platform, start }) => {
      const inventory = start();
      const rowsOf = (): number => Number(platform.sql.exec("SELECT count(*) AS n FROM bookings").one()["n"]);
      const buyer = (n: number) => (n === 0 ? ANN : mintUserId(n));
      for (let n = 0; n < 999; n++) inventory.execute(batchOf(create(bookingId(n), buyer(n), [])), NOW_MS);
      inventory.execute(batchOf({ ...create(bookingId(0), ANN, [0]), type: "select" }), NOW_MS);
      expect([rowsOf(), storage.unwritten]).toEqual([0, 999]);
      expect(stateHash(stateOfRows(new EventStorage(platform)))).toBe(stateHash(replay(storage.log())));

      const before = storage.rowsWritten;
      inventory.execute(batchOf(create(bookingId(999), mintUserId(999), [1])), NOW_MS);
      expect([rowsOf(), storage.unwritten]).toEqual([1_000, 0]);
      expect(storage.rowsWritten - before).toBe(1_000 + 2);
      inventory.execute(batchOf({ ...create(bookingId(0), ANN, [2]), type: "select" }), NOW_MS);
      expect(stateHash(stateOfRows(new EventStorage(platform)))).toBe(stateHash(replay(storage.log())));
      expect(start().booking(bookingId(0), NOW_MS)).toMatchObject({ value: { seats: [{ seat: 0 }, { seat: 2 }] } });
    }));

  it("remembers the answers of bookings whose rows are older than the log", () =>
    inObject(({ start }) => {
      const inventory = start();
      const first = create(B1, ANN, [0]);
      inventory.execute(batchOf(first), NOW_MS);
      inventory.execute(batchOf({ ...create(B1, ANN, [3]), type: "select" }), NOW_MS + 1);
      const [repeated] = start().execute(batchOf(first), NOW_MS + 2);
      expect(repeated).toMatchObject({ replayed: true, result: { value: { seats: [{ seat: 0 }], version: 1 } } });
    }));

  it("brings each change to the journal and remembers that it did", () =>
    inObject(async ({ start }) => {
      const journal = new FakeJournal();
      const inventory = start(journal);
      inventory.execute(batchOf(create(B1, ANN, [0]), create(B2, BEN, [1])), NOW_MS);
      await journal.untilSaves(1);
      expect(journal.saves[0]?.map(({ id, status, version }) => [id, status, version])).toEqual([
        [B1, "created", 1],
        [B2, "created", 1],
      ]);
      journal.succeed();
      await nextTask();
      expect(inventory.counters().journalLag).toBe(0);
    }));

  it("writes how far the journal is only now and then; the next life saves again what it does not know of", () =>
    inObject(async ({ storage, start }) => {
      const journal = new FakeJournal();
      const inventory = start(journal);
      for (let n = 0; n < 199; n++) inventory.execute(batchOf(create(bookingId(n), mintUserId(n), [])), NOW_MS);
      await journal.untilSaves(1);
      journal.succeed();
      await nextTask();
      expect(storage.journalPosition().savedSeq).toBe(0);
      expect(start().counters().journalLag).toBe(199);
      inventory.execute(batchOf(create(bookingId(199), mintUserId(199), [])), NOW_MS);
      await journal.untilSaves(2);
      journal.succeed();
      await nextTask();
      expect(storage.journalPosition().savedSeq).toBe(200);
      expect(start().counters().journalLag).toBe(0);
    }));

  it("sells on while the journal fails, and the next life has what is to be saved", () =>
    inObject(async ({ storage, start }) => {
      const journal = new FakeJournal();
      const inventory = start(journal);
      inventory.execute(batchOf(create(B1, ANN, [0])), NOW_MS);
      await journal.untilSaves(1);
      journal.fail();
      await nextTask();
      expect(storage.journalPosition().failures).toBe(1);
      const [answer] = inventory.execute(batchOf(create(B2, BEN, [1])), NOW_MS + 1);
      expect(answer?.result.ok).toBe(true);
      inventory.tidy(NOW_MS + 2);
      expect(inventory.counters()).toMatchObject({ journalAttempts: 1, journalFailures: 1, journalLag: 2 });

      const nextJournal = new FakeJournal();
      const next = start(nextJournal);
      expect(next.counters().journalLag).toBe(2);
    }));

  it("does not journal a remembered answer that changed nothing else", () =>
    inObject(async ({ start }) => {
      const journal = new FakeJournal();
      const inventory = start(journal);
      const buy = { ...create(B1, ANN, [0]), type: "buy", paymentId: paymentId(1) } as const;
      inventory.execute(batchOf(buy), NOW_MS);
      await journal.untilSaves(1);
      journal.succeed();
      await nextTask();
      const checkout = {
        type: "checkout",
        bookingId: B1,
        buyerId: ANN,
        paymentId: paymentId(2),
        repeat: newRequest(),
      } as const;
      inventory.execute(batchOf(checkout), NOW_MS + 1);
      expect(inventory.counters().journalLag).toBe(0);
      const [repeated] = start().execute(batchOf(checkout), NOW_MS + 2);
      expect(repeated?.replayed).toBe(true);
    }));
});

describe("an object with 50,000 bookings", () => {
  it("starts again with each in its place", async () => {
    const total = 50_000;
    const { config, stub, object } = newEvent({ seatCategories: [[0, 2 * total]], blockedSeats: [], areas: [] });
    const bookings = Array.from({ length: total }, (_, n) => soldBooking(n));
    await runInDurableObject(stub(), (_, { storage: platform }) => {
      const storage = new EventStorage(platform);
      storage.configure(config, 0);
      const rows = bookings.map((booking, n) => ({ booking, seq: n + 1 }));
      storage.commit({ rows, forgotten: [], entry: { kind: "forget", ids: [] }, version: total });
      storage.saveJournalPosition({ savedSeq: total, failures: 0, retryAtMs: null });
    });

    await evictDurableObject(stub());
    const beganAtMs = performance.now();
    const house = await object().availability();
    console.info(`50,000 bookings: first answer after ${Math.round(performance.now() - beganAtMs)} ms`);

    if (!house.ok) throw new Error(house.refusal.reason);
    expect(house.value.seats).toEqual({ free: 0, selected: 0, reserved: 0, sold: 2 * total, blocked: 0 });
    expect(house.value.seatStatuses.every((status) => status === SEAT_CODE.SOLD)).toBe(true);
    expect(house.value.version).toBe(total);
    expect(await object().counters()).toMatchObject({ rpcs: 1, journalLag: 0, journalAttempts: 0, rowsWritten: 0 });
    const last = total - 1;
    expect(await object().booking(bookingId(last))).toMatchObject({
      value: {
        buyerId: bookings[last]?.buyerId,
        status: "confirmed",
        seats: [{ seat: 2 * last }, { seat: 2 * last + 1 }],
      },
    });
    const state = createState(config);
    for (const booking of bookings) applyBooking(state, booking);
    state.version = total;
    await runInDurableObject(stub(), (_, { storage }) => {
      expect(stateHash(stateOfRows(new EventStorage(storage)))).toBe(stateHash(state));
    });
  });
});

/** The nth booking of a sale: two seats, bought in four requests. */
function soldBooking(n: number): Booking {
  const seats = [2 * n, 2 * n + 1].map((seat) => ({ seat, priceMinor: 4500 }));
  const content = {
    status: "confirmed",
    seats,
    places: [],
    deadlineMs: null,
    paymentId: paymentId(n),
    version: 5,
  } as const;
  const kinds = ["other", "change", "change", "other"] as const;
  return {
    id: bookingId(n),
    buyerId: mintUserId(n),
    createdAtMs: NOW_MS,
    endedAtMs: null,
    passNumbers: [],
    ...content,
    answers: {
      list: kinds.map((kind, i) => ({
        scope: `${"scope-of-22-characters".slice(0, 14)}${n.toString().padStart(7, "0")}${i}`,
        fingerprint: "fingerprint-of-22-char",
        kind,
        atMs: NOW_MS,
        content: { ...content, status: "created" as const, version: i + 1 },
      })),
    },
  };
}
