import { describe, expect, it } from "vitest";
import { availability } from "./availability.ts";
import { reconfigure, replay, replayEntry } from "./replay.ts";
import type { InventoryState } from "./state.ts";
import { hashSteps, stateHash } from "./state-hash.ts";
import { ANN, BEN, bookingId, CONFIG, newRequest, Sale } from "./testing/sale.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];

function create(id: typeof B1, buyerId: typeof ANN, seats: readonly number[]) {
  return { type: "create_booking", bookingId: id, buyerId, seats, places: [], repeat: newRequest() } as const;
}

describe("replaying a log", () => {
  it("stops where an entry does not do again what it was logged for", () => {
    const configure = { kind: "configure", config: CONFIG } as const;
    const first = { kind: "batch", atMs: 1, expired: 0, commands: [create(B1, ANN, [0])] } as const;
    const taken = { kind: "batch", atMs: 2, expired: 0, commands: [create(B2, BEN, [0])] } as const;
    expect(() => replay([configure, first, taken])).toThrow("seat_taken");
    expect(() => replay([configure, { ...first, expired: 1 }])).toThrow("0 of 1 bookings expired again");
  });

  it("tells of each change, and whether a command made it or a hold had ended", () => {
    const sale = new Sale();
    sale.does(create(B1, ANN, [0]));
    sale.nowMs += CONFIG.holdTtlMs;
    sale.does(create(B2, BEN, [0]));
    sale.nowMs += CONFIG.holdTtlMs;
    sale.tidy(1);
    const told: unknown[] = [];
    let state: InventoryState | undefined;
    for (const entry of sale.log) {
      state = replayEntry(state, entry, ({ atMs, command, before, after }) => {
        told.push([atMs - sale.nowMs, command?.type ?? null, after.id, before?.status, after.status]);
      });
    }
    expect(told).toEqual([
      [-2 * CONFIG.holdTtlMs, "create_booking", B1, undefined, "created"],
      [-CONFIG.holdTtlMs, null, B1, "created", "expired"],
      [-CONFIG.holdTtlMs, "create_booking", B2, undefined, "created"],
      [0, null, B2, "created", "expired"],
    ]);
  });

  it("needs the configuration first", () => {
    expect(() => replay([])).toThrow("empty");
    expect(() => replay([{ kind: "forget", ids: [B1] }])).toThrow("configuration");
  });
});

describe("another configuration", () => {
  it("blocks a seat that is held when it is given back, and not before", () => {
    const sale = new Sale();
    sale.does(create(B1, ANN, [0]));
    sale.state = reconfigure(sale.state, { ...CONFIG, version: 2, blockedSeats: [0, 9] });
    expect(availability(sale.state, sale.nowMs).seats).toMatchObject({ selected: 1, blocked: 1, free: 8 });
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
    expect(availability(sale.state, sale.nowMs).seats).toMatchObject({ selected: 0, blocked: 2, free: 8 });
    expect(sale.refuses(create(B2, BEN, [0]))).toEqual({ reason: "seat_blocked", seat: 0 });
  });

  it("that lowers a capacity below what is held takes nothing away and sells nothing more", () => {
    const sale = new Sale();
    sale.does({ ...create(B1, ANN, []), places: [{ area: 0, count: 4 }] });
    const areas = CONFIG.areas.map((area) => ({ ...area, capacity: 2 }));
    sale.state = reconfigure(sale.state, { ...CONFIG, version: 2, areas });
    expect(availability(sale.state, sale.nowMs).areas).toMatchObject([{ capacity: 4, selected: 4, free: 0 }]);
    const refusal = sale.refuses({ ...create(B2, BEN, []), places: [{ area: 0, count: 1 }] });
    expect(refusal).toEqual({ reason: "sold_out", area: 0, left: 0 });
  });

  it("is seen in the hash and in the version", () => {
    const { state } = new Sale();
    const next = reconfigure(state, { ...CONFIG, version: 2 });
    expect(next.version).toBe(state.version + 1);
    expect(stateHash(next)).not.toBe(stateHash(state));
  });
});

describe("the state's hash", () => {
  it("tells states apart that differ in one remembered answer", () => {
    const [one, other] = [new Sale(), new Sale()];
    const command = create(B1, ANN, [0]);
    one.run(command);
    other.run({ ...command, repeat: { ...command.repeat, fingerprint: "another body" } });
    expect(stateHash(one.state)).not.toBe(stateHash(other.state));
  });

  it("is that of the moment at which it was begun, whatever happens between its steps", () => {
    const sale = new Sale({ maxOpenBookingsPerBuyer: 1_000 });
    for (let n = 0; n < 600; n++) sale.does(create(bookingId(n), ANN, []));
    const before = stateHash(sale.state);
    const steps = hashSteps(sale.state);
    let pauses = 0;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        expect(step.value).toBe(before);
        break;
      }
      pauses++;
      sale.does({ type: "cancel", bookingId: bookingId(pauses), buyerId: ANN });
    }
    expect(pauses).toBe(2);
    expect(stateHash(sale.state)).not.toBe(before);
  });
});
