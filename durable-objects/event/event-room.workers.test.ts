import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Command } from "../../domain/contract/event-object.ts";
import { mintUserId, type UserId } from "../../domain/contract/ids.ts";
import { DEFAULT_QUEUE, NO_LOAD, type Presence, type QueueSettings } from "../../domain/contract/waiting-room.ts";
import { ANN, BEN, bookingId, newRequest, paymentId } from "../../domain/inventory/testing/sale.ts";
import type { Beacon } from "../../domain/ports/beacon.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { EventInventory } from "./event-inventory.ts";
import { EventRoom } from "./event-room.ts";
import { EventStorage } from "./storage.ts";
import { FakeJournal } from "./testing/fake-journal.ts";
import { batchOf, newEvent } from "./testing/new-event.ts";

const NOW_MS = Date.UTC(2200, 0, 1);
const QUEUED: QueueSettings = { ...DEFAULT_QUEUE, mode: "on", ratePerS: 2, maxActive: 3 };
const SECOND = Math.floor(NOW_MS / 1_000);
const RANDOMNESS = "ab".repeat(32);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS, toFake: ["Date"] });
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface Life {
  readonly inventory: EventInventory;
  readonly room: EventRoom;
  /** Somebody polls each quarter of a second, for so long; the numbers of the passes that were given. */
  readonly poll: (visitors: readonly UserId[], seconds: number) => number[];
  readonly hold: (n: number, buyer: UserId, pass?: number) => string;
}

let nowMs = NOW_MS;

/** Runs a test on an object's real storage; `start` is a new life of the same event. */
function inObject(
  queue: QueueSettings,
  test: (start: (beacon?: Partial<Beacon>) => Life, storage: EventStorage) => void | Promise<void>,
): Promise<void> {
  nowMs = NOW_MS;
  const { config, stub } = newEvent({ queue });
  return runInDurableObject(stub(), async (_, { storage: platform }) => {
    const storage = new EventStorage(platform);
    storage.configure(config, 0);
    const clock = new AlarmClock(platform);
    const start = (beacon: Partial<Beacon> = {}): Life => {
      const inventory: EventInventory = new EventInventory(config, storage, clock, new FakeJournal(), (rows) => {
        for (const { booking } of rows) room.noteCommitted(booking);
      });
      const whole = { chain: "00", roundAfter: () => 7, randomness: async () => RANDOMNESS, ...beacon };
      const room = new EventRoom(config, inventory.bookings, storage, whole, (turn) => turn(), nowMs);
      return {
        inventory,
        room,
        poll: (who, s) => poll(room, who, s),
        hold: (...what) => hold(inventory, room, ...what),
      };
    };
    await test(start, storage);
  });
}

function poll(room: EventRoom, visitors: readonly UserId[], seconds: number): number[] {
  const numbers = new Set<number>();
  for (let tick = 0; tick < 4 * seconds; tick++) {
    nowMs += 250;
    const present = visitors.map((visitor, key): Presence => ({
      visitor,
      place: { second: SECOND, key },
      joinedAtS: SECOND,
    }));
    for (const pass of room.sync({ gate: 0, present, load: NO_LOAD }, 1, nowMs).passes) numbers.add(pass.number);
  }
  return [...numbers];
}

function hold(inventory: EventInventory, room: EventRoom, n: number, buyerId: UserId, pass?: number): string {
  const command: Command = {
    type: "create_booking",
    bookingId: bookingId(n),
    buyerId,
    repeat: newRequest(),
    seats: [n],
    places: [],
    ...(pass === undefined ? {} : { pass: { visitor: buyerId, number: pass } }),
  };
  const [answer] = inventory.execute(batchOf(command), nowMs, room.doorkeeper(nowMs));
  return answer?.result.ok === true ? answer.result.value.status : (answer?.result.refusal.reason ?? "");
}

describe("a waiting room kept in storage", () => {
  it("lets nobody hold without a living pass of his own (I5)", () =>
    inObject(QUEUED, (start) => {
      const life = start();
      expect(life.hold(1, ANN)).toBe("pass_required");
      expect(life.hold(1, ANN, 1)).toBe("pass_expired");
      const [number = 0] = life.poll([ANN], 8);
      expect(life.hold(1, BEN, number)).toBe("pass_wrong_visitor");
      expect(life.hold(1, ANN, number)).toBe("created");
    }));

  it("keeps passes, their use and the cap through the object's death", () =>
    inObject(QUEUED, (start) => {
      const visitors = Array.from({ length: 8 }, (_, n) => mintUserId(n));
      const first = start();
      expect(first.poll(visitors, 20)).toEqual([1, 2, 3]);
      const user = visitors[0] ?? ANN;
      expect(first.hold(1, user, 1)).toBe("created");

      const second = start();
      expect(second.room.counters()).toMatchObject({ passesIssued: 3, passesActive: 3 });
      expect(second.poll(visitors, 20)).toEqual([1, 2, 3]);
      nowMs = NOW_MS + QUEUED.passTtlMs + 30_000;
      // Those that were not used are over; the one that was is not.
      expect(second.hold(2, user, 1)).toBe("created");
      expect(second.hold(3, visitors[1] ?? BEN, 2)).toBe("pass_expired");
    }));

  it("never gives a number twice, though the sale was not queued when the first was given", () =>
    inObject({ ...QUEUED, mode: "off" }, (start) => {
      expect(start().poll([ANN], 2)).toEqual([1]);
      expect(start().poll([BEN], 2)).toEqual([2]);
    }));

  it("gives back the pass that is named, and not its successor", () =>
    inObject({ ...QUEUED, maxActive: 1 }, (start) => {
      const life = start();
      const { room } = life;
      expect(life.poll([ANN], 8)).toEqual([1]);
      room.leave({ visitor: ANN, number: 7 });
      room.leave({ visitor: BEN, number: 1 });
      expect(room.counters().passesActive).toBe(1);
      room.leave({ visitor: ANN, number: 1 });
      expect(room.counters().passesActive).toBe(0);
    }));

  it("ends a pass with its booking's confirmation, also for the next life, and somebody else comes in", () =>
    inObject({ ...QUEUED, maxActive: 1 }, (start) => {
      const first = start();
      expect(first.poll([ANN, BEN], 8)).toEqual([1]);
      expect(first.hold(1, ANN, 1)).toBe("created");
      const checkout = { type: "checkout", bookingId: bookingId(1), buyerId: ANN, paymentId: paymentId(1) } as const;
      const confirm = { type: "confirm", bookingId: bookingId(1), paymentId: paymentId(1) } as const;
      first.inventory.execute(batchOf({ ...checkout, repeat: newRequest() }, confirm), nowMs);
      expect(first.room.counters().passesActive).toBe(0);
      expect(first.hold(2, ANN, 1)).toBe("pass_expired");

      const second = start();
      expect(second.room.counters().passesActive).toBe(0);
      expect(second.hold(2, ANN, 1)).toBe("pass_expired");
      expect(second.poll([BEN], 8)).toEqual([2]);
    }));

  it("writes one row per batch of passes, and none while nobody is let in", () =>
    inObject({ ...QUEUED, ratePerS: 20, maxActive: 100 }, (start, storage) => {
      const life = start();
      let before = storage.rowsWritten;
      life.poll([], 5);
      expect(storage.rowsWritten).toBe(before);
      before = storage.rowsWritten;
      const visitors = Array.from({ length: 40 }, (_, n) => mintUserId(n));
      life.poll(visitors, 10);
      expect(life.room.counters().passesIssued).toBe(40);
      expect(storage.rowsWritten - before).toBeLessThanOrEqual(10);
    }));

  it("takes the operator's changes at once and keeps them", () =>
    inObject(QUEUED, (start) => {
      const { room } = start();
      expect(room.change({ ratePerS: -1 }, nowMs)).toMatchObject({ refusal: { reason: "validation_failed" } });
      expect(room.change({ isPaused: true, message: "Back at noon" }, nowMs).ok).toBe(true);
      expect(room.snapshot(2, nowMs)).toMatchObject({
        phase: "paused",
        gates: 2,
        settings: { message: "Back at noon" },
      });
      const next = start();
      expect(next.poll([ANN], 20)).toEqual([]);
      next.room.change({ isPaused: false }, nowMs);
      expect(next.poll([ANN], 5)).toEqual([1]);
    }));
});

describe("the draw of a lobby", () => {
  const LOBBY: QueueSettings = { ...QUEUED, lobbyFromMs: NOW_MS - 1_000, opensAtMs: NOW_MS + 60_000 };

  async function drawn(life: Life): Promise<void> {
    vi.setSystemTime((nowMs = NOW_MS + 60_000));
    expect(life.room.snapshot(1, nowMs).phase).toBe("drawing");
    await vi.waitFor(() => expect(life.room.snapshot(1, nowMs).phase).toBe("open"));
  }

  it("is sealed from the announcement on, and made from seed and beacon after the lobby", () =>
    inObject(LOBBY, async (start) => {
      const asked: number[] = [];
      const announced = start().room.draw(nowMs);
      expect(announced).toMatchObject({ beacon: { chain: "00", round: 7 }, seed: null, randomness: null });
      const life = start({ randomness: async (round) => (asked.push(round), RANDOMNESS) });
      expect(life.room.draw(nowMs)).toEqual(announced);
      await drawn(life);
      expect(asked).toEqual([7]);
      const record = life.room.draw(nowMs);
      expect(record).toMatchObject({ commitment: announced.commitment, randomness: RANDOMNESS });
      const seed = Uint8Array.from(record.seed?.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", seed));
      expect(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(record.commitment);
      expect(start().room.draw(nowMs)).toEqual(record);
    }));

  it("is made from the seed alone when the beacon cannot be reached, and says so", () =>
    inObject(LOBBY, async (start) => {
      const unreachable = async (): Promise<string> => {
        vi.setSystemTime(NOW_MS + 75_000);
        throw new Error("no route to host");
      };
      const life = start({ randomness: unreachable });
      await drawn(life);
      const record = life.room.draw(nowMs);
      expect(record.randomness).toBeNull();
      expect(record.seed).toMatch(/^[0-9a-f]{64}$/);
      expect(life.room.snapshot(1, nowMs).drawKey).toBe(record.seed);
    }));
});
