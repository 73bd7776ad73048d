import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EventConfig, EventObjectRpc } from "../../domain/contract/event-object.ts";
import { gateOf, type GateObjectRpc } from "../../domain/contract/gate-object.ts";
import { mintUserId } from "../../domain/contract/ids.ts";
import { NO_LOAD, type Presence, type QueueLoad } from "../../domain/contract/waiting-room.ts";
import { CONFIG, EVENT_ID } from "../../domain/inventory/testing/sale.ts";
import { ok, refuse } from "../../domain/result.ts";
import { EventAsker, type GateStub } from "../event/event-asker.ts";
import { GateCounts } from "./gate-counts.ts";
import { queueSnapshot } from "./testing/queue-snapshot.ts";
import { createWaitingRoom } from "./waiting-room-client.ts";

type AskedGate = Pick<GateObjectRpc, "snapshot" | "present">;
type AskedEvent = Pick<EventObjectRpc, "configure" | "changeQueue" | "draw" | "leaveQueue">;

/** An event with its gates. */
class StandIn {
  readonly loads: QueueLoad[] = [];
  readonly asked: string[] = [];
  readonly present: (readonly Presence[])[] = [];
  gates = 4;
  isConfigured = true;
  isReachable = true;

  asker(): EventAsker {
    return new EventAsker(
      {
        events: { getByName: () => this.#event() as EventObjectRpc },
        gates: { getByName: (name) => this.#gate(name) },
      },
      async () => CONFIG,
    );
  }

  #gate(name: string): GateStub {
    const gate: AskedGate = {
      snapshot: async (_event, gateNumber, load) => {
        if (!this.isReachable) throw new Error("the gate is gone");
        if (!this.isConfigured) return refuse("event_not_configured");
        expect(name).toBe(`${EVENT_ID}/${gateNumber}`);
        this.asked.push(name);
        this.loads.push(load);
        return ok(queueSnapshot({ gates: this.gates }));
      },
      present: async (_event, _gate, present) => {
        this.asked.push(name);
        this.present.push(present);
        return ok(present.map(() => ({ status: "waiting" }) as const));
      },
    };
    return gate as GateStub;
  }

  #event(): AskedEvent {
    return {
      configure: async (config: EventConfig) => {
        this.isConfigured = true;
        return ok({ version: config.version });
      },
      changeQueue: async (change) => ok(queueSnapshot({ settings: { ...queueSnapshot().settings, ...change } })),
      draw: async () => refuse("unavailable"),
      leaveQueue: async () => ok(null),
    };
  }
}

function roomOf(object: StandIn, chance = 0.6) {
  const asker = object.asker();
  return createWaitingRoom(asker, new GateCounts(asker), () => request, chance);
}

const request = {
  trace: { requestId: "req_1", traceparent: "00-a-b-01" },
  waitUntil: (work: Promise<unknown>) => void work,
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the Worker's side of the waiting room", () => {
  it("asks a gate once for all who poll, and then half a second nobody", async () => {
    const object = new StandIn();
    const room = roomOf(object);
    expect(room.freshSnapshot(EVENT_ID)).toBeUndefined();
    await Promise.all([1, 2, 3].map(() => room.snapshot(EVENT_ID)));
    vi.setSystemTime(1_000_350);
    expect(room.freshSnapshot(EVENT_ID)?.gates).toBe(4);
    expect(object.asked).toHaveLength(1);
  });

  it("renews a snapshot behind one poll's answer before it is too old for the others", async () => {
    const object = new StandIn();
    const room = roomOf(object);
    await room.snapshot(EVENT_ID);
    vi.setSystemTime(1_000_351);
    const waitUntil = vi.spyOn(request, "waitUntil");
    for (let poll = 0; poll < 10; poll++) expect(room.freshSnapshot(EVENT_ID)?.atMs).toBe(1_000_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(object.asked).toHaveLength(2);
    // The batch's and the poll's: none of the other nine has anything to do.
    expect(waitUntil).toHaveBeenCalledTimes(2);
    vi.setSystemTime(1_000_700);
    expect(room.freshSnapshot(EVENT_ID)?.atMs).toBe(1_000_351);
  });

  it("asks gate 0 until it knows how many there are, then the one that chance gave this isolate", async () => {
    const object = new StandIn();
    const room = roomOf(object, 0.6);
    await room.snapshot(EVENT_ID);
    vi.setSystemTime(1_000_501);
    await room.snapshot(EVENT_ID);
    expect(object.asked).toEqual([`${EVENT_ID}/0`, `${EVENT_ID}/2`]);
  });

  it("is closed, not open, when the gate cannot be reached: no snapshot that is too old", async () => {
    const object = new StandIn();
    const room = roomOf(object);
    await room.snapshot(EVENT_ID);
    object.isReachable = false;
    vi.setSystemTime(1_000_501);
    expect(room.freshSnapshot(EVENT_ID)).toBeUndefined();
    expect(await room.snapshot(EVENT_ID)).toEqual(refuse("unavailable"));
  });

  it("configures an event that its object has never heard of", async () => {
    const object = new StandIn();
    object.isConfigured = false;
    expect((await roomOf(object).snapshot(EVENT_ID)).ok).toBe(true);
  });

  it("tells the gate what it has counted, once, and again when it was not delivered", async () => {
    const object = new StandIn();
    const room = roomOf(object);
    room.count(EVENT_ID, { joins: [[7, 1]], holds: 2 });
    room.count(EVENT_ID, { joins: [[7, 1]], slowHolds: 1 });
    object.isReachable = false;
    await room.snapshot(EVENT_ID);
    object.isReachable = true;
    await room.snapshot(EVENT_ID);
    vi.setSystemTime(1_000_501);
    await room.snapshot(EVENT_ID);
    expect(object.loads).toEqual([{ joins: [[7, 2]], holds: 2, slowHolds: 1, isProviderDown: false }, NO_LOAD]);
  });

  it("sends visitors who are present to their own gates, those of one gate together", async () => {
    const object = new StandIn();
    const room = roomOf(object);
    await room.snapshot(EVENT_ID);
    object.asked.length = 0;
    const present = Array.from({ length: 20 }, (_, n) => ({
      visitor: mintUserId(n),
      place: { second: n, key: 0 },
      joinedAtS: n,
    }));
    const answers = await Promise.all(present.map((each) => room.present(EVENT_ID, each)));
    expect(answers).toEqual(present.map(() => ok({ status: "waiting" })));
    const gates = new Set(present.map(({ visitor }) => `${EVENT_ID}/${gateOf(visitor, 4)}`));
    expect(new Set(object.asked)).toEqual(gates);
    expect(object.asked).toHaveLength(gates.size);
    expect(object.present.flat()).toHaveLength(20);
  });

  it("sees what the operator has changed at once where he has changed it", async () => {
    const object = new StandIn();
    const room = roomOf(object);
    await room.snapshot(EVENT_ID);
    await room.change(EVENT_ID, { isPaused: true });
    expect(room.freshSnapshot(EVENT_ID)?.settings.isPaused).toBe(true);
    expect(await room.leave(EVENT_ID, { visitor: mintUserId(1), number: 1 })).toEqual(ok(null));
    expect(await room.draw(EVENT_ID)).toEqual(refuse("unavailable"));
  });
});
