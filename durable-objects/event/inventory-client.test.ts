import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Command, CommandBatch, EventConfig, EventObjectRpc } from "../../domain/contract/event-object.ts";
import { availability } from "../../domain/inventory/availability.ts";
import { ANN, bookingId, CONFIG, EVENT_ID, newRequest, Sale } from "../../domain/inventory/testing/sale.ts";
import { ok, refuse } from "../../domain/result.ts";
import type { EventNamespace } from "./ask-object.ts";
import { createInventory } from "./inventory-client.ts";

type Asked = Pick<EventObjectRpc, "configure" | "execute" | "booking" | "availability">;

/** What the platform throws; it marks its errors with these members. */
function platformError(marks: { readonly overloaded?: boolean; readonly retryable?: boolean }): Error {
  return Object.assign(new Error("the object is gone"), marks);
}

/** An object that runs a real inventory once it is configured, and fails first as it is told to. */
class StandIn implements Asked {
  readonly failures: Error[] = [];
  readonly batches: CommandBatch[] = [];
  stubs = 0;
  reads = 0;
  sale: Sale | undefined;

  namespace(): EventNamespace {
    const getByName = (): Asked => {
      this.stubs++;
      return this;
    };
    return { getByName } as unknown as EventNamespace;
  }

  async configure(config: EventConfig) {
    this.sale = new Sale(config);
    return ok({ version: config.version });
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

function inventoryOf(object: StandIn, eventConfig = async (): Promise<EventConfig | undefined> => CONFIG) {
  let requests = 0;
  return createInventory(object.namespace(), { eventConfig }, () => ({
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
    const inventory = inventoryOf(new StandIn(), async () => undefined);
    const refusal = { ok: false, refusal: { reason: "event_not_found" } };
    expect((await inventory.execute(EVENT_ID, take(1, 0))).result).toEqual(refusal);
    expect(await inventory.availability(EVENT_ID, 0)).toEqual(refusal);
  });

  it("is unavailable, and says why in the log only, when the catalogue cannot be read", async () => {
    const inventory = inventoryOf(new StandIn(), async () => {
      throw new Error("postgres://user:secret@host/db is down");
    });
    const { result } = await inventory.execute(EVENT_ID, take(1, 0));
    expect(result).toEqual({ ok: false, refusal: { reason: "unavailable" } });
    const line = String(vi.mocked(console.error).mock.calls[0]?.[0]);
    expect(line).toContain("is down");
    expect(line).not.toContain("secret");
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

  it("tries once more on a new stub what may be retried, with the same command", async () => {
    const object = new StandIn();
    await object.configure(CONFIG);
    object.failures.push(platformError({ retryable: true }));
    const { result } = await inventoryOf(object).execute(EVENT_ID, take(1, 0));
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
    const { result } = await inventoryOf(object).execute(EVENT_ID, take(1, 0));
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
});
