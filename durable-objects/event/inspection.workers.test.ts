import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { BookingSnapshot, Command, EventObjectRpc, LogPage } from "../../domain/contract/event-object.ts";
import { mintUserId, type BookingId } from "../../domain/contract/ids.ts";
import { replay, type LogEntry } from "../../domain/inventory/replay.ts";
import { stateHash } from "../../domain/inventory/state-hash.ts";
import { ANN, BEN, bookingId, newRequest, paymentId } from "../../domain/inventory/testing/sale.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { unpackLogEntry } from "./command-log.ts";
import { EventObject } from "./event-object.ts";
import { FakeJournal } from "./testing/fake-journal.ts";
import { batchOf, newEvent, type NewEvent } from "./testing/new-event.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const P1 = paymentId(1);

function create(id: BookingId, buyerId: typeof ANN, seats: readonly number[]): Command {
  return { type: "create_booking", bookingId: id, buyerId, repeat: newRequest(), seats, places: [] };
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
}

/** Ann's seats 0 and 1 are paid for after a change of terms, Ben's hold of seat 2 is cancelled. */
async function soldEvent(): Promise<NewEvent> {
  const event = newEvent();
  await event.object().configure(event.config);
  await event.object().execute(batchOf(create(B1, ANN, [0, 1]), create(B2, BEN, [2])));
  const checkout = { type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1, repeat: newRequest() } as const;
  const untilMs = Date.now() + 3_600_000;
  await event.object().execute(batchOf(checkout, { type: "await_money", bookingId: B1, paymentId: P1, untilMs }));
  await event.object().configure({ ...event.config, version: 2, maxPerBuyer: 3 });
  const cancel = { type: "cancel", bookingId: B2, buyerId: BEN, repeat: newRequest() } as const;
  const confirm = { type: "confirm", bookingId: B1, paymentId: P1, acceptsEqualSeats: true } as const;
  await event.object().execute(batchOf(cancel, confirm));
  return event;
}

async function wholeLog(object: EventObjectRpc, limit: number): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: LogPage = valueOf(await object.logPage(after, limit));
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.entries.map(({ body }) => unpackLogEntry(body)));
    after = page.next;
  }
  return entries;
}

describe("what an event's object says to operators", () => {
  it("is nothing before it was configured, and writes nothing", async () => {
    const { object } = newEvent();
    const unknown = refuse("event_not_configured");
    expect(await object().bookingsPage(null, 10)).toEqual(unknown);
    expect(await object().logPage(0, 10)).toEqual(unknown);
    expect(await object().stateDigest()).toEqual(unknown);
    expect(await object().saveAgain([B1])).toEqual(unknown);
    expect((await object().counters()).rowsWritten).toBe(0);
  });

  it("is every booking as its buyer sees it, page by page", async () => {
    const event = await soldEvent();
    const first = valueOf(await event.object().bookingsPage(null, 1));
    const { version } = valueOf(await event.object().stateDigest());
    expect(first).toEqual({ version, bookings: [valueOf(await event.object().booking(B1))], next: B1 });
    const last = valueOf(await event.object().bookingsPage(B1, 1));
    expect(last).toMatchObject({ version, bookings: [{ id: B2, status: "cancelled", seats: [] }], next: null });
  });

  it("is a log that replays to its own hash, in pages of any size, before and after a restart", async () => {
    const event = await soldEvent();
    const digest = valueOf(await event.object().stateDigest());
    for (const limit of [1, 2, 500]) {
      const entries = await wholeLog(event.object(), limit);
      expect(entries).toHaveLength(digest.lastEntry);
      const state = replay(entries);
      expect({ version: state.version, hash: stateHash(state) }).toEqual({
        version: digest.version,
        hash: digest.hash,
      });
    }
    await evictDurableObject(event.stub());
    expect(valueOf(await event.object().stateDigest())).toEqual(digest);
  });

  it("is a page of the log that does not become too large for an answer", async () => {
    const event = newEvent({ seatCategories: [[0, 4_000]], blockedSeats: [], maxPerBuyer: 500 });
    await event.object().configure(event.config);
    // Each entry is some hundred thousand characters: what it names, and what its bookings have become.
    const fill = (n: number): Command => {
      const seats = Array.from({ length: 500 }, (_, i) => (n % 8) * 500 + i);
      return {
        ...create(bookingId(n), mintUserId(n), seats),
        repeat: { scope: `s${n}`, fingerprint: "f".repeat(900_000) },
      } as Command;
    };
    for (let n = 0; n < 6; n++) await event.object().execute(batchOf(fill(n)));
    const page = valueOf(await event.object().logPage(0, 500));
    const length = page.entries.reduce((sum, { body }) => sum + body.length, 0);
    expect(length).toBeLessThanOrEqual(4_000_000);
    expect(page.next).toBe(page.entries.at(-1)?.number);
    expect((await wholeLog(event.object(), 500)).length).toBe(7);
  });

  it("tells the digest of one moment, while others are answered", async () => {
    const event = newEvent({ maxOpenBookingsPerBuyer: 1_000 });
    await event.object().configure(event.config);
    for (let n = 0; n < 900; n += 300) {
      const commands = Array.from({ length: 300 }, (_, i) => create(bookingId(n + i), ANN, []));
      await event.object().execute(batchOf(...commands));
    }
    await evictDurableObject(event.stub());
    const asked = event.object().stateDigest();
    const sold = event.object().execute(batchOf(create(bookingId(5_000), BEN, [0])));
    const [digest, answers] = [valueOf(await asked), valueOf(await sold)];
    expect(answers[0]?.result.ok).toBe(true);
    const entries = (await wholeLog(event.object(), 500)).slice(0, digest.lastEntry);
    const state = replay(entries);
    expect([state.version, stateHash(state)]).toEqual([digest.version, digest.hash]);
  });
});

describe("a booking that is to be saved again", () => {
  /** An object over real rows, whose journal does what the test says. */
  async function withJournal(ctx: DurableObjectState) {
    const { config } = newEvent();
    const journal = new FakeJournal();
    const gates = { getByName: () => ({ push: async () => false }) };
    const object = new EventObject(ctx, { DATABASE_URL: "not used", GATE: gates }, journal);
    await object.configure(config);
    return { object, journal };
  }

  it("goes to Postgres as it is now, though nothing has changed; what is not known does not count", () =>
    runInDurableObject(newEvent().stub(), async (_, ctx) => {
      const { object, journal } = await withJournal(ctx);
      await object.execute(batchOf(create(B1, ANN, [0]), create(B2, BEN, [1])));
      await journal.untilSaves(1);
      journal.succeed();
      await vi.waitUntil(async () => (await object.counters()).journalLag === 0);
      const before = (journal.saves[0] ?? []).find(({ id }) => id === B2);

      expect(await object.saveAgain([B2, B3])).toEqual(ok(1));
      await journal.untilSaves(2);
      expect(journal.saves[1]).toEqual<(BookingSnapshot | undefined)[]>([before]);
      journal.succeed();
    }));

  it("is tried again after a failure, and saved once when it has changed in the meantime", () =>
    runInDurableObject(newEvent().stub(), async (_, ctx) => {
      const { object, journal } = await withJournal(ctx);
      await object.execute(batchOf(create(B1, ANN, [0])));
      await object.saveAgain([B1]);
      await journal.untilSaves(1);
      expect(journal.saves[0]?.map(({ id, version }) => [id, version])).toEqual([[B1, 1]]);
      journal.succeed();
      await object.saveAgain([B1]);
      await object.execute(batchOf({ type: "cancel", bookingId: B1, buyerId: ANN, repeat: newRequest() }));
      await journal.untilSaves(2);
      expect(journal.saves[1]?.map(({ id, version }) => [id, version])).toEqual([[B1, 2]]);
      journal.succeed();
    }));
});

describe("an object of contract 3", () => {
  it("serves a Worker of contract 2, whose confirmation knows of no equal seats", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    const buy = { ...create(B1, ANN, [0]), type: "buy", paymentId: P1 } as Command;
    const batch = batchOf(buy, { type: "confirm", bookingId: B1, paymentId: P1 });
    const answers = valueOf(await event.object().execute({ ...batch, contract: 2 }));
    expect(answers.map(({ result }) => valueOf(result).status)).toEqual(["pending_payment", "confirmed"]);
  });

  it("serves a Worker of contract 4: what it does not know of a command means nothing, a command that it does not know fails alone", async () => {
    const event = newEvent();
    await event.object().configure({ ...event.config, later: "unknown" } as typeof event.config);
    const newer: Command = Object.assign(create(B1, ANN, [0]), { insured: true });
    const unknown = { type: "insure", bookingId: B1 } as unknown as Command;
    const batch = { ...batchOf(newer, unknown, create(B2, BEN, [1])), contract: 4 };
    const answers = valueOf(await event.object().execute(batch));
    expect(answers.map(({ result }) => (result.ok ? "ok" : result.refusal.reason))).toEqual([
      "ok",
      "internal_error",
      "ok",
    ]);
    const digest = valueOf(await event.object().stateDigest());
    expect(stateHash(replay(await wholeLog(event.object(), 500)))).toBe(digest.hash);
  });

  it("learns by a configuration that the event is cancelled, and keeps it", async () => {
    const event = newEvent();
    await event.object().configure(event.config);
    await event.object().configure({ ...event.config, version: 2, isCancelled: true });
    await evictDurableObject(event.stub());
    const [answer] = valueOf(await event.object().execute(batchOf(create(B1, ANN, [0]))));
    expect(answer?.result).toEqual(refuse("event_cancelled"));
  });
});
