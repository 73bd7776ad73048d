import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { VisitorId } from "../../domain/contract/ids.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  CONTRACT_VERSION,
  type Command,
  type CommandBatch,
  type CreateBooking,
  type EventConfig,
  type EventObjectRpc,
} from "../../domain/contract/event-object.ts";
import { gateName, gateOf, type GateObjectRpc } from "../../domain/contract/gate-object.ts";
import { DEFAULT_QUEUE, NO_LOAD } from "../../domain/contract/waiting-room.ts";
import { ANN, BEN, bookingId, newRequest } from "../../domain/inventory/testing/sale.ts";
import type { Refusal } from "../../domain/result.ts";
import { asContract, EventAsker } from "../event/event-asker.ts";
import { createInventory } from "../event/inventory-client.ts";
import { batchOf, newEvent, type NewEvent } from "../event/testing/new-event.ts";
import { GateCounts } from "./gate-counts.ts";
import { MAX_SOCKETS, type GateObject, type GateObjectEnv } from "./gate-object.ts";
import { createLiveFeed } from "./live-feed-client.ts";
import { writeLiveRequest } from "./live-request.ts";
import { LiveSocket } from "./testing/live-socket.ts";
import { createWaitingRoom } from "./waiting-room-client.ts";

const GATES = 4;
const [FREE, TAKEN] = [0, 1];
const REQUEST = {
  trace: { requestId: "req_test", traceparent: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01" },
  waitUntil: (work: Promise<unknown>) => void work,
};

/** A gate of an event; a new stub each time, because an abort breaks the old one. */
class Gate {
  readonly event: NewEvent;
  readonly #number: number;

  constructor(event: NewEvent, number = 0) {
    this.event = event;
    this.#number = number;
  }

  stub(): DurableObjectStub<GateObject> {
    return env.GATE.getByName(gateName(this.event.config.eventId, this.#number));
  }

  object(): GateObjectRpc {
    return asContract<GateObjectRpc>({ getByName: () => this.stub() }).getByName("");
  }

  execute(batch: CommandBatch) {
    return this.object().execute(this.event.config.eventId, batch);
  }

  ask(version: number | null = null, visitor: VisitorId | null = null): Promise<Response> {
    const { eventId: event } = this.event.config;
    return this.stub().fetch(writeLiveRequest({ event, gate: this.#number, visitor, version }));
  }

  async connect(version: number | null = null, visitor: VisitorId | null = null): Promise<LiveSocket> {
    const { status, webSocket } = await this.ask(version, visitor);
    if (webSocket === null) throw new Error(`no socket but ${status}`);
    return new LiveSocket(webSocket);
  }
}

async function configured(config: Partial<EventConfig> = {}): Promise<NewEvent> {
  const event = newEvent({ gates: GATES, ...config });
  await event.object().configure(event.config);
  return event;
}

function take(n: number, buyerId: typeof ANN, seats: readonly number[]): CreateBooking {
  return { type: "create_booking", bookingId: bookingId(n), buyerId, repeat: newRequest(), seats, places: [] };
}

function clientsOf(event: NewEvent) {
  const asker = new EventAsker(
    { events: asContract(env.EVENT), gates: asContract(env.GATE) },
    async () => event.config,
  );
  const gateCounts = new GateCounts(asker);
  const waitingRoom = createWaitingRoom(asker, gateCounts, () => REQUEST);
  return {
    waitingRoom,
    inventory: createInventory(asker, gateCounts, waitingRoom, () => REQUEST),
    liveFeed: createLiveFeed(asker, gateCounts, () => REQUEST),
  };
}

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("commands through a gate", () => {
  it("reach the object together, and each isolate gets its own answers", async () => {
    const gate = new Gate(await configured());
    const answers = await Promise.all([
      gate.execute(batchOf(take(1, ANN, [0]))),
      gate.execute(batchOf(take(2, BEN, [0]), take(3, BEN, [1]))),
    ]);
    expect(answers.map((answer) => answer.ok && answer.value.map(({ result }) => result.ok))).toEqual([
      [true],
      [false, true],
    ]);
    const { rpcs, commands, sent } = await gate.object().counters();
    expect([rpcs, commands]).toEqual([2, 3]);
    expect(sent).toBeLessThanOrEqual(2);
  });

  it("that is poisoned fails alone, the good ones around it are done", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const gate = new Gate(await configured());
    const poison = { ...take(2, BEN, [1]), type: "poison" } as unknown as Command;
    const answers = await gate.execute(batchOf(take(1, ANN, [0]), poison, take(3, ANN, [2])));
    expect(answers.ok && answers.value.map(({ result }) => (result.ok ? "done" : result.refusal.reason))).toEqual([
      "done",
      "internal_error",
      "done",
    ]);
  });

  it("of an older and a newer bundle are taken, of others refused, whoever of gate and object is newer", async () => {
    const event = await configured();
    const reasons = await Promise.all(
      [-2, -1, 0, 1, 2].map(async (step) => {
        const batch = { ...batchOf(take(step + 3, ANN, [step + 2])), contract: CONTRACT_VERSION + step };
        const answers = await Promise.all([new Gate(event).execute(batch), event.object().execute(batch)]);
        return answers.map((answer) => (answer.ok ? "done" : answer.refusal.reason)).join();
      }),
    );
    const refused = "unavailable,unavailable";
    expect(reasons).toEqual([refused, "done,done", "done,done", "done,done", refused]);
  });

  it("configure an event that neither gate nor object has heard of", async () => {
    const event = newEvent({ gates: GATES });
    const { inventory } = clientsOf(event);
    expect((await inventory.execute(event.config.eventId, take(1, ANN, [0]))).result.ok).toBe(true);
    const unheard = newEvent();
    expect(await new Gate(unheard).execute(batchOf(take(1, ANN, [0])))).toEqual({
      ok: false,
      refusal: { reason: "event_not_configured" },
    });
  });

  it.each(["before the object", "after the object"])(
    "that were under way when the gate was killed, %s had done them, are done once",
    async (when) => {
      const event = await configured();
      const { inventory, waitingRoom } = clientsOf(event);
      // So that the isolate knows of the gates.
      await waitingRoom.snapshot(event.config.eventId);
      const gate = new Gate(event, gateOf(ANN, GATES));
      const batches: CommandBatch[] = [];
      // The gate's way to the object is cut: the command gets stuck on one side of it.
      await runInDurableObject(gate.stub(), (instance) => {
        const stuck: Pick<EventObjectRpc, "execute"> = {
          execute: async (batch) => {
            if (when === "after the object") await event.object().execute(batch);
            batches.push(batch);
            return new Promise(() => undefined);
          },
        };
        const cut: GateObjectEnv = { EVENT: { getByName: () => stuck as EventObjectRpc } };
        Object.assign(instance, { env: cut });
      });
      const command = take(1, ANN, [0]);
      const answer = inventory.execute(event.config.eventId, command);
      await vi.waitFor(() => expect(batches).toHaveLength(1));
      await runInDurableObject(gate.stub(), (_, ctx) => ctx.abort("killed by the test")).catch(() => undefined);

      expect((await answer).result.ok).toBe(true);
      const again = await event.object().execute(batchOf(command));
      expect(again.ok && again.value[0]).toEqual({ ...(await answer), replayed: true });
      const house = await event.object().availability();
      expect(house.ok && house.value.seats.selected).toBe(1);
      expect(batches[0]?.commands).toEqual([command]);
    },
  );
});

describe("the waiting room through a gate", () => {
  it("admits who is present, by the object's word alone", async () => {
    const event = await configured({ queue: { ...DEFAULT_QUEUE, mode: "on", ratePerS: 1_000, maxActive: 10 } });
    const { waitingRoom, inventory } = clientsOf(event);
    const { eventId } = event.config;
    const snapshot = await waitingRoom.snapshot(eventId);
    expect(snapshot.ok && [snapshot.value.needsPass, snapshot.value.gates]).toEqual([true, GATES]);
    const hold = take(1, ANN, [0]);
    const reasonOf = async (command: Command) => {
      const { result } = await inventory.execute(eventId, command);
      return result.ok ? "held" : result.refusal.reason;
    };
    expect(await reasonOf(hold)).toBe("pass_required");

    const joinedAtS = Math.floor(Date.now() / 1_000) - 60;
    const presence = { visitor: ANN, place: { second: joinedAtS, key: 1 }, joinedAtS };
    const pass = await vi.waitFor(
      async () => {
        const answer = await waitingRoom.present(eventId, presence);
        if (!answer.ok || answer.value.status !== "admitted") throw new Error("still waiting");
        return answer.value.pass;
      },
      { timeout: 10_000, interval: 100 },
    );
    expect(await reasonOf({ ...hold, pass: { visitor: ANN, number: pass.number } })).toBe("held");
  });

  it("says that the object has not heard of the event, so that the Worker configures it", async () => {
    const unheard = newEvent();
    expect(await new Gate(unheard).object().snapshot(unheard.config.eventId, 0, NO_LOAD)).toEqual({
      ok: false,
      refusal: { reason: "event_not_configured" },
    });
  });
});

describe("a live feed", () => {
  it("begins with the whole house, goes on with what changes, and ends when the listener goes", async () => {
    const gate = new Gate(await configured());
    const socket = await gate.connect();
    const first = await socket.nextFrame();
    expect(first.kind === "snapshot" && [...first.statuses].slice(0, 3)).toEqual([FREE, FREE, FREE]);
    await gate.execute(batchOf(take(1, ANN, [1])));
    const second = await socket.nextFrame();
    expect(second.kind === "diff" && [second.fromVersion, second.changes]).toEqual([first.version, [[1, TAKEN]]]);
    expect(second.totals.taken).toBe(1);
    expect((await gate.object().counters()).sockets).toBe(1);
    socket.close(1000);
    expect((await socket.closed).code).toBe(1000);
    await vi.waitFor(async () => expect((await gate.object().counters()).sockets).toBe(0));
  });

  it("gives who comes back what he has missed, on connecting and when he asks", async () => {
    const gate = new Gate(await configured());
    const socket = await gate.connect();
    const { version } = await socket.nextFrame();
    await gate.execute(batchOf(take(1, ANN, [1])));
    await socket.nextFrame();

    const back = await gate.connect(version);
    const missed = await back.nextFrame();
    expect(missed.kind === "diff" && missed.changes).toEqual([[1, TAKEN]]);
    socket.send(`resume ${version}`);
    const again = await socket.nextFrame();
    expect(again.kind === "diff" && again.changes).toEqual([[1, TAKEN]]);
    // A version that was never there.
    socket.send("resume 999999999");
    expect((await socket.nextFrame()).kind).toBe("snapshot");
  });

  it("goes on after the gate has slept: sockets, answers to ping, pushes and resumes", async () => {
    const gate = new Gate(await configured());
    const socket = await gate.connect();
    const { version } = await socket.nextFrame();
    await evictDurableObject(gate.stub());
    socket.send("ping");
    expect(await socket.next()).toBe("pong");
    await gate.event.object().execute(batchOf(take(1, ANN, [3])));
    const pushed = await socket.nextFrame();
    expect(pushed.kind === "diff" && pushed.changes).toEqual([[3, TAKEN]]);
    await evictDurableObject(gate.stub());
    socket.send(`resume ${version}`);
    expect((await socket.nextFrame()).version).toBe(pushed.version);
  });

  it("goes on after the event's object has slept", async () => {
    const gate = new Gate(await configured());
    const socket = await gate.connect();
    await socket.nextFrame();
    await evictDurableObject(gate.event.stub());
    await gate.execute(batchOf(take(1, ANN, [2])));
    const pushed = await socket.nextFrame();
    expect(pushed.kind === "snapshot" && pushed.statuses[2]).toBe(TAKEN);
  });

  it("is closed to who says what it does not know, or asks again and again", async () => {
    const gate = new Gate(await configured());
    const [loud, greedy] = [await gate.connect(), await gate.connect()];
    loud.send("hello");
    expect((await loud.closed).code).toBe(1003);
    for (let i = 0; i < 5; i++) greedy.send("resume 0");
    expect((await greedy.closed).code).toBe(1008);
  });

  it("keeps five sockets of one visitor: the oldest makes room", async () => {
    const gate = new Gate(await configured());
    const own = [];
    for (let i = 0; i < 5; i++) own.push(await gate.connect(null, ANN));
    const [oldest] = own;
    await gate.connect(null, BEN);
    await gate.connect(null, ANN);
    expect((await oldest?.closed)?.code).toBe(1008);
  });

  it("goes to who comes right after the last one has left", async () => {
    const gate = new Gate(await configured());
    const first = await gate.connect();
    await first.nextFrame();
    first.close(1000);
    await first.closed;
    await gate.event.object().execute(batchOf(take(1, ANN, [1])));
    await vi.waitFor(async () => expect((await gate.event.object().counters()).feedPushes).toBe(1));
    const second = await gate.connect();
    await second.nextFrame();
    await gate.event.object().execute(batchOf(take(2, BEN, [2])));
    // The push that found nobody may come again, to who is here now.
    let pushed = await second.nextFrame();
    if (pushed.kind === "diff" && pushed.changes.at(-1)?.[0] === 1) pushed = await second.nextFrame();
    expect(pushed.kind === "diff" ? pushed.changes.at(-1) : undefined).toEqual([2, TAKEN]);
  });

  it("has a bounded number of places", async () => {
    const gate = new Gate(await configured());
    const socket = await gate.connect();
    const others: WebSocket[] = [];
    await runInDurableObject(gate.stub(), (_, ctx) => {
      while (others.length < MAX_SOCKETS - 1) {
        const { 0: client, 1: server } = new WebSocketPair();
        ctx.acceptWebSocket(server);
        others.push(client);
      }
    });
    expect((await gate.object().counters()).sockets).toBe(MAX_SOCKETS);
    const full = await gate.ask();
    expect([full.status, (await full.json<Refusal>()).reason]).toEqual([503, "live_feed_full"]);
    socket.close(1000);
    await socket.closed;
    await vi.waitFor(async () => expect((await gate.ask()).status).toBe(101));
  });

  it("of an event that nobody has configured is configured on the way, and refused when there is no such event", async () => {
    const event = newEvent({ gates: GATES });
    const answer = await clientsOf(event).liveFeed.connect(event.config.eventId, ANN, null);
    expect(answer.ok && answer.value.status).toBe(101);
    const unheard = newEvent();
    const asker = new EventAsker({ events: asContract(env.EVENT), gates: asContract(env.GATE) }, async () => undefined);
    const feed = createLiveFeed(asker, new GateCounts(asker), () => REQUEST);
    expect(await feed.connect(unheard.config.eventId, undefined, null)).toEqual({
      ok: false,
      refusal: { reason: "event_not_found" },
    });
  });
});
