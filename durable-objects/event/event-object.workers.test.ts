import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  CONTRACT_VERSION,
  type Command,
  type CommandAnswer,
  type CreateBooking,
  type EventObjectRpc,
} from "../../domain/contract/event-object.ts";
import { replay } from "../../domain/inventory/replay.ts";
import { stateHash } from "../../domain/inventory/state-hash.ts";
import { ANN, BEN, bookingId, newRequest, paymentId } from "../../domain/inventory/testing/sale.ts";
import { EventObject } from "./event-object.ts";
import { EventStorage } from "./storage.ts";
import { FakeJournal } from "./testing/fake-journal.ts";
import { batchOf, newEvent } from "./testing/new-event.ts";
import { stateOfRows } from "./testing/state-of-rows.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const [SELECTED, SOLD] = [1, 3];
/** Far ahead, so that no alarm fires by itself while a test runs. */
const NOW_MS = Date.UTC(2200, 0, 1);

/** After everything that follows from what has just been resolved. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function create(id: typeof B1, buyerId: typeof ANN, seats: readonly number[]): CreateBooking {
  return { type: "create_booking", bookingId: id, buyerId, repeat: newRequest(), seats, places: [] };
}

async function execute(object: EventObjectRpc, ...commands: readonly Command[]): Promise<readonly CommandAnswer[]> {
  const answers = await object.execute(batchOf(...commands));
  if (!answers.ok) throw new Error(answers.refusal.reason);
  return answers.value;
}

async function seatStatuses(object: EventObjectRpc): Promise<readonly number[]> {
  const house = await object.availability();
  if (!house.ok) throw new Error(house.refusal.reason);
  return [...house.value.seatStatuses];
}

describe("an event's object", () => {
  it("answers each command in order and keeps what it answered through an eviction (I3)", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    const buy: Command = {
      type: "buy",
      bookingId: B2,
      buyerId: BEN,
      paymentId: paymentId(2),
      repeat: newRequest(),
      seats: [1],
      places: [{ area: 0, count: 1 }],
    };
    const answers = await execute(event.object(), create(B1, ANN, [0]), create(B3, BEN, [0]), buy, {
      type: "confirm",
      bookingId: B2,
      paymentId: paymentId(2),
    });
    expect(answers.map(({ result }) => (result.ok ? result.value.status : result.refusal.reason))).toEqual([
      "created",
      "seat_taken",
      "pending_payment",
      "confirmed",
    ]);
    const before = await event.object().bookingsOf(BEN);

    await evictDurableObject(event.stub());

    expect((await seatStatuses(event.object())).slice(0, 2)).toEqual([SELECTED, SOLD]);
    expect(await event.object().bookingsOf(BEN)).toEqual(before);
    expect(await event.object().booking(B1)).toEqual(answers[0]?.result);
    const [repeated] = await execute(event.object(), buy);
    expect(repeated).toEqual({ result: answers[2]?.result, replayed: true });
  });

  it("says that it was never configured, and writes nothing", async () => {
    const event = newEvent();
    const unknown = { ok: false, refusal: { reason: "event_not_configured" } };
    expect(await event.object().execute(batchOf(create(B1, ANN, [0])))).toEqual(unknown);
    expect(await event.object().booking(B1)).toEqual(unknown);
    expect(await event.object().bookingsOf(ANN)).toEqual(unknown);
    expect(await event.object().availability()).toEqual(unknown);
    await event.object().reset();
    expect((await event.object().counters()).rowsWritten).toBe(0);
    await runInDurableObject(event.stub(), async (_, { storage }) => {
      const tables = storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray();
      expect(tables).toEqual([]);
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  it("takes a newer configuration, ignores an older one, and refuses what contradicts what is sold", async () => {
    const event = newEvent({ version: 5 });
    await event.object().configure(event.config);
    await execute(event.object(), create(B1, ANN, [0]));
    const dearer = {
      ...event.config,
      version: 6,
      categories: [{ name: "All", priceMinor: 7000 }],
      seatCategories: [[0, 10]],
      areas: [{ name: "Standing", category: 0, capacity: 5 }],
    } as const;
    expect(await event.object().configure({ ...dearer, version: 4 })).toEqual({ ok: true, value: { version: 5 } });
    expect(await event.object().configure({ ...dearer, currency: "usd" })).toMatchObject({
      refusal: { reason: "validation_failed" },
    });
    expect(await event.object().configure({ ...dearer, seatCategories: [[0, 3]] })).toMatchObject({
      refusal: { reason: "validation_failed" },
    });
    expect(await event.object().configure(dearer)).toEqual({ ok: true, value: { version: 6 } });
    await evictDurableObject(event.stub());
    const [held] = await execute(event.object(), { ...create(B1, ANN, [1]), type: "select" });
    expect(held?.result).toMatchObject({
      value: {
        seats: [
          { seat: 0, priceMinor: 1000 },
          { seat: 1, priceMinor: 7000 },
        ],
      },
    });
  });

  it("serves the contract before and after its own, and no other", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    const outcomes = [];
    for (const contract of [-2, -1, 0, 1, 2].map((step) => CONTRACT_VERSION + step)) {
      const answer = await event.object().execute({ ...batchOf(), contract });
      outcomes.push(answer.ok ? "served" : answer.refusal.reason);
    }
    expect(outcomes).toEqual(["unavailable", "served", "served", "served", "unavailable"]);
  });

  it("answers a command that meets a bug with internal_error, and the others as ever", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    const poison = { ...create(B2, BEN, []), places: null } as unknown as Command;
    const answers = await execute(event.object(), create(B1, ANN, [0]), poison, create(B3, BEN, [1]));
    expect(answers.map(({ result }) => (result.ok ? "ok" : result.refusal.reason))).toEqual([
      "ok",
      "internal_error",
      "ok",
    ]);
    await evictDurableObject(event.stub());
    expect((await seatStatuses(event.object())).slice(0, 2)).toEqual([SELECTED, SELECTED]);
  });

  it("answers nobody and forgets the batch when its commit fails", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    await execute(event.object(), create(B1, ANN, [0]));
    await runInDurableObject(event.stub(), (_, { storage }) => {
      storage.sql.exec("CREATE TRIGGER full BEFORE INSERT ON command_log BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    });
    await expect(execute(event.object(), create(B2, BEN, [1]))).rejects.toThrow();
    await runInDurableObject(event.stub(), (_, { storage }) => {
      storage.sql.exec("DROP TRIGGER full");
    });
    expect((await seatStatuses(event.object())).slice(0, 2)).toEqual([SELECTED, 0]);
    expect(await event.object().booking(B2)).toMatchObject({ refusal: { reason: "booking_not_found" } });
  });

  it("sets an alarm for what it holds, and sets it again when it was rung too early", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    await execute(event.object(), create(B1, ANN, [0]));
    expect(await runDurableObjectAlarm(event.stub())).toBe(true);
    expect(await runInDurableObject(event.stub(), (_, { storage }) => storage.getAlarm())).toBeGreaterThan(0);
    expect((await seatStatuses(event.object()))[0]).toBe(SELECTED);
  });

  it("replays its command log to the state of its rows", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    await execute(event.object(), create(B1, ANN, [0, 1]), create(B2, BEN, [1]), create(B3, BEN, [2]));
    await execute(
      event.object(),
      { type: "checkout", bookingId: B1, buyerId: ANN, paymentId: paymentId(1), repeat: newRequest() },
      { type: "cancel", bookingId: B3, buyerId: BEN, repeat: newRequest() },
    );
    await event.object().configure({ ...event.config, version: 2, maxPerBuyer: 1 });
    await execute(event.object(), { type: "confirm", bookingId: B1, paymentId: paymentId(1) });
    await runInDurableObject(event.stub(), (_, { storage }) => {
      const rows = new EventStorage(storage);
      const replayed = replay(rows.log());
      expect(replayed.bookings.get(B1)?.status).toBe("confirmed");
      expect(stateHash(replayed)).toBe(stateHash(stateOfRows(rows)));
    });
  });

  it("forgets bookings and log on reset, and keeps its configuration", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    await execute(event.object(), create(B1, ANN, [0]));
    await event.object().reset();
    expect((await seatStatuses(event.object()))[0]).toBe(0);
    await evictDurableObject(event.stub());
    expect((await seatStatuses(event.object()))[0]).toBe(0);
    const [again] = await execute(event.object(), create(B1, ANN, [0]));
    expect(again?.result.ok).toBe(true);
    await runInDurableObject(event.stub(), (_, { storage }) => {
      const rows = new EventStorage(storage);
      expect(stateHash(replay(rows.log()))).toBe(stateHash(stateOfRows(rows)));
    });
  });
});

describe("the alarm of an object whose journal is down", () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW_MS, toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());

  /** A hold of B1 until `endsAtMs`, when the first attempt to journal it is under way. Rows and alarm are real. */
  async function holdInObject(ctx: DurableObjectState) {
    const { config } = newEvent();
    const journal = new FakeJournal();
    const gates = { getByName: () => ({ push: async () => false }) };
    const object = new EventObject(ctx, { DATABASE_URL: "not used", GATE: gates }, journal);
    await object.configure(config);
    await execute(object, create(B1, ANN, [0]));
    await journal.untilSaves(1);
    const rows = () => [...new EventStorage(ctx.storage).bookings()].map(({ booking }) => [booking.id, booking.status]);
    expect(rows()).toEqual([[B1, "created"]]);
    return { object, journal, rows, endsAtMs: NOW_MS + config.holdTtlMs };
  }

  it("ends holds after the journal has failed, and has it tried again", () =>
    runInDurableObject(newEvent().stub(), async (_, ctx) => {
      const { object, journal, rows, endsAtMs } = await holdInObject(ctx);
      journal.fail();
      await nextTask();
      expect(await object.counters()).toMatchObject({ journalAttempts: 1, journalFailures: 1, journalLag: 1 });

      vi.setSystemTime(endsAtMs);
      expect(await object.alarm()).toBeUndefined();
      expect(rows()).toEqual([[B1, "expired"]]);
      expect(await ctx.storage.getAlarm()).toBeGreaterThan(endsAtMs);
      await journal.untilSaves(2);
      expect(journal.saves[1]?.map(({ id, status }) => [id, status])).toEqual([[B1, "expired"]]);
      expect((await execute(object, create(B2, BEN, [0])))[0]?.result.ok).toBe(true);
      journal.succeed();
    }));

  it("ends holds while the journal hangs, and does not wait for it", () =>
    runInDurableObject(newEvent().stub(), async (_, ctx) => {
      const { object, journal, rows, endsAtMs } = await holdInObject(ctx);

      vi.setSystemTime(endsAtMs);
      expect(await object.alarm()).toBeUndefined();
      expect(rows()).toEqual([[B1, "expired"]]);
      expect(await ctx.storage.getAlarm()).toBeGreaterThan(endsAtMs);
      expect((await execute(object, create(B2, BEN, [0])))[0]?.result.ok).toBe(true);
      expect(await object.counters()).toMatchObject({ journalAttempts: 1, journalFailures: 0, journalLag: 2 });

      journal.succeed();
      await journal.untilSaves(2);
      expect(journal.saves[1]?.map(({ id, status }) => [id, status])).toEqual([
        [B1, "expired"],
        [B2, "created"],
      ]);
      journal.succeed();
    }));
});
