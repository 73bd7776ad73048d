import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Command, CommandBatch, EventConfig, EventObjectRpc } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { availability } from "../../domain/inventory/availability.ts";
import { ANN, bookingId, CONFIG, EVENT_ID, newRequest, Sale } from "../../domain/inventory/testing/sale.ts";
import { ok, refuse } from "../../domain/result.ts";
import { gateOf, type GateObjectRpc } from "../../domain/contract/gate-object.ts";
import type { QueueLoad } from "../../domain/contract/waiting-room.ts";
import { GateCounts } from "../gate/gate-counts.ts";
import { queueSnapshot } from "../gate/testing/queue-snapshot.ts";
import { EventAsker, type GateStub } from "./event-asker.ts";
import { createInventory } from "./inventory-client.ts";

type Asked = Pick<EventObjectRpc, "configure" | "execute" | "booking" | "availability">;

/** What the platform throws; it marks its errors with these members. */
function platformError(marks: Partial<Record<"overloaded" | "retryable" | "durableObjectReset", boolean>>): Error {
  return Object.assign(new Error("the object is gone"), marks);
}

/** An object that runs a real inventory once it is configured, and fails first as it is told to; and its gates. */
class StandIn implements Asked {
  readonly failures: Error[] = [];
  readonly batches: CommandBatch[] = [];
  /** Names of the gates that commands came through. */
  readonly throughGates: string[] = [];
  gates = 0;
  stubs = 0;
  reads = 0;
  sale: Sale | undefined;

  asker(eventConfig: () => Promise<EventConfig | undefined>): EventAsker {
    const events = {
      getByName: () => {
        this.stubs++;
        return this as Asked as EventObjectRpc;
      },
    };
    return new EventAsker({ events, gates: { getByName: (name) => this.#gate(name) } }, eventConfig);
  }

  #gate(name: string): GateStub {
    const gate: Pick<GateObjectRpc, "execute" | "snapshot"> = {
      snapshot: () => this.snapshot(),
      execute: (_event, batch) => {
        this.throughGates.push(name);
        return this.execute(batch);
      },
    };
    return gate as GateStub;
  }

  async configure(config: EventConfig) {
    this.sale = new Sale(config);
    return ok({ version: config.version });
  }

  async snapshot() {
    return this.sale === undefined ? refuse("event_not_configured") : ok(queueSnapshot({ gates: this.gates }));
  }

  async execute(batch: CommandBatch) {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const { sale } = this;
    if (sale === undefined) return refuse("event_not_configured");
    this.batches.push(batch);
    return ok(batch.commands.map((command) => sale.run(command)));
  }

  async booking() {
    return refuse("booking_not_found");
  }

  async availability() {
    if (this.sale === undefined) return refuse("event_not_configured");
    this.reads++;
    return ok(availability(this.sale.state, this.sale.nowMs));
  }
}

interface Setting {
  readonly eventConfig?: () => Promise<EventConfig | undefined>;
  /** Known to the isolate already; undefined: it asks. */
  readonly gates?: number;
  readonly count?: (event: EventId, load: Partial<QueueLoad>) => void;
}

function inventoryOf(object: StandIn, setting: Setting = {}) {
  const { eventConfig = async () => CONFIG, gates, count = () => undefined } = setting;
  const asker = object.asker(eventConfig);
  const gateCounts = new GateCounts(asker);
  if (gates !== undefined) gateCounts.learn(EVENT_ID, gates);
  let requests = 0;
  return createInventory(asker, gateCounts, { count }, () => ({
    trace: { requestId: `req_${++requests}`, traceparent: "00-a-b-01" },
    waitUntil: () => undefined,
  }));
}

function take(n: number, seat: number): Command {
  return {
    type: "create_booking",
    bookingId: bookingId(n),
    buyerId: ANN,
    repeat: newRequest(),
    seats: [seat],
    places: [],
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the Worker's side of the inventory", () => {
  it("configures an object that has never heard of its event, and asks again", async () => {
    const object = new StandIn();
    const answer = await inventoryOf(object).execute(EVENT_ID, take(1, 0));
    expect(answer).toMatchObject({ result: { ok: true, value: { id: bookingId(1) } }, replayed: false });
  });

  it("refuses an event that the catalogue does not know", async () => {
    const inventory = inventoryOf(new StandIn(), { eventConfig: async () => undefined });
    const refusal = { ok: false, refusal: { reason: "event_not_found" } };
    expect((await inventory.execute(EVENT_ID, take(1, 0))).result).toEqual(refusal);
    expect(await inventory.availability(EVENT_ID, 0)).toEqual(refusal);
  });

  it("is unavailable, and says why in the log only, when the catalogue cannot be read", async () => {
    const inventory = inventoryOf(new StandIn(), {
      eventConfig: async () => {
        throw new Error("postgres://user:secret@host/db is down");
      },
    });
    const { result } = await inventory.execute(EVENT_ID, take(1, 0));
    expect(result).toEqual({ ok: false, refusal: { reason: "unavailable" } });
    const line = String(vi.mocked(console.error).mock.calls[0]?.[0]);
    expect(line).toContain("is down");
    expect(line).not.toContain("secret");
  });

  it("gives the object the configuration as the catalogue has it now, whether it has one or not", async () => {
    const object = new StandIn();
    let config: EventConfig | undefined = CONFIG;
    const inventory = inventoryOf(object, { eventConfig: async () => config });
    expect(await inventory.configure(EVENT_ID)).toEqual(ok(undefined));
    expect(object.sale?.state.config).toEqual(CONFIG);
    config = { ...CONFIG, version: 2, isCancelled: true };
    expect(await inventory.configure(EVENT_ID)).toEqual(ok(undefined));
    expect(object.sale?.state.config.isCancelled).toBe(true);
    config = undefined;
    expect(await inventory.configure(EVENT_ID)).toEqual(refuse("event_not_found"));
  });

  it("says of a configuration that could not be given why not: by the catalogue, or by the object", async () => {
    const object = new StandIn();
    const down = inventoryOf(object, { eventConfig: () => Promise.reject(new Error("down")) });
    expect(await down.configure(EVENT_ID)).toEqual(refuse("unavailable"));
    object.configure = async () => Promise.reject(platformError({ overloaded: true }));
    expect(await inventoryOf(object).configure(EVENT_ID)).toEqual(refuse("overloaded"));
  });

  it("sends what is wanted at the same moment in one batch, each command with its own trace", async () => {
    const object = new StandIn();
    const inventory = inventoryOf(object);
    const answers = await Promise.all([
      inventory.execute(EVENT_ID, take(1, 0)),
      inventory.execute(EVENT_ID, take(2, 0)),
    ]);
    expect(answers.map(({ result }) => result.ok)).toEqual([true, false]);
    expect(object.batches.map(({ commands }) => commands.length)).toEqual([2]);
    expect(object.batches[0]?.traces.map(({ requestId }) => requestId)).toEqual(["req_1", "req_2"]);
  });

  it.each(["retryable", "durableObjectReset"])("tries once more on a new stub what is marked as %s", async (mark) => {
    const object = new StandIn();
    await object.configure(CONFIG);
    object.failures.push(platformError({ [mark]: true }));
    const { result } = await inventoryOf(object, { gates: 0 }).execute(EVENT_ID, take(1, 0));
    expect(result.ok).toBe(true);
    expect(object.stubs).toBe(2);
  });

  it.each([
    ["overloaded, though it may be retried", [{ overloaded: true, retryable: true }], "overloaded", 1],
    ["broken for good", [{}], "unavailable", 1],
    ["gone twice", [{ retryable: true }, { retryable: true }], "unavailable", 2],
  ])("an object that is %s", async (_, failures, reason, stubs) => {
    const object = new StandIn();
    object.failures.push(...failures.map(platformError));
    const { result } = await inventoryOf(object, { gates: 0 }).execute(EVENT_ID, take(1, 0));
    expect(result).toEqual({ ok: false, refusal: { reason } });
    expect(object.stubs).toBe(stubs);
  });

  it("shows a house that it has seen within the age that is asked for, and one answer to all who wait", async () => {
    const object = new StandIn();
    await object.configure(CONFIG);
    const inventory = inventoryOf(object);
    const houses = await Promise.all([1, 2, 3].map(() => inventory.availability(EVENT_ID, 1000)));
    expect(houses.every((house) => house.ok && house.value.seats.free === 9)).toBe(true);
    expect(object.reads).toBe(1);
    vi.setSystemTime(1_001_000);
    await inventory.availability(EVENT_ID, 1000);
    expect(object.reads).toBe(1);
    vi.setSystemTime(1_001_001);
    await inventory.availability(EVENT_ID, 1000);
    expect(object.reads).toBe(2);
  });

  it("asks once how many gates the event has, and sends a buyer's commands through the gate of his id", async () => {
    const object = new StandIn();
    await object.configure(CONFIG);
    object.gates = 4;
    const inventory = inventoryOf(object);
    const snapshot = vi.spyOn(object, "snapshot");
    await Promise.all([1, 2, 3].map((n) => inventory.execute(EVENT_ID, take(n, n))));
    await inventory.execute(EVENT_ID, take(4, 4));
    expect(snapshot).toHaveBeenCalledTimes(1);
    const own = `${EVENT_ID}/${gateOf(ANN, 4)}`;
    expect(object.throughGates).toEqual([own, own]);
    expect(object.batches.map(({ commands }) => commands.length)).toEqual([3, 1]);
  });

  it("goes on with the number of gates that it knows, while one request asks for a newer one behind its answer", async () => {
    const object = new StandIn();
    await object.configure(CONFIG);
    const snapshot = vi.spyOn(object, "snapshot");
    const inventory = inventoryOf(object, { gates: 4 });
    vi.setSystemTime(1_030_000);
    await Promise.all([1, 2].map((n) => inventory.execute(EVENT_ID, take(n, n))));
    expect(object.throughGates).toHaveLength(1);
    expect(snapshot).toHaveBeenCalledTimes(1);
    await inventory.execute(EVENT_ID, take(3, 3));
    expect(object.throughGates).toHaveLength(1);
  });

  it("tells the waiting room of holds, and that those were slow which took long or could not be answered", async () => {
    const object = new StandIn();
    await object.configure(CONFIG);
    const count = vi.fn<(event: EventId, load: Partial<QueueLoad>) => void>();
    const inventory = inventoryOf(object, { gates: 0, count });
    const cancel: Command = { type: "cancel", bookingId: bookingId(1), buyerId: ANN, repeat: newRequest() };
    await Promise.all([inventory.execute(EVENT_ID, take(1, 0)), inventory.execute(EVENT_ID, cancel)]);
    expect(count).toHaveBeenLastCalledWith(EVENT_ID, { holds: 1, slowHolds: 0 });
    await inventory.execute(EVENT_ID, cancel);
    expect(count).toHaveBeenCalledTimes(1);

    object.failures.push(platformError({ overloaded: true }));
    await inventory.execute(EVENT_ID, take(2, 1));
    expect(count).toHaveBeenLastCalledWith(EVENT_ID, { holds: 1, slowHolds: 1 });

    const execute = object.execute.bind(object);
    object.execute = (batch) => {
      vi.setSystemTime(Date.now() + 501);
      return execute(batch);
    };
    await inventory.execute(EVENT_ID, take(3, 2));
    expect(count).toHaveBeenLastCalledWith(EVENT_ID, { holds: 1, slowHolds: 1 });
  });
});
