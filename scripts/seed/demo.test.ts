import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseEventId } from "../../domain/contract/ids.ts";
import { DEMO_EVENTS, TEST_EVENT } from "./demo-events.ts";
import { DEMO_PASSWORD, demoUser, demoUserBatches } from "./demo-users.ts";

const NOW_MS = Date.UTC(2026, 10, 21);

describe("the demo's events", () => {
  it("have ids of their own that never change", () => {
    expect(TEST_EVENT.id).toBe("evt_axr0scmgqrkw9xzm");
    expect(new Set(DEMO_EVENTS.map(({ id }) => id)).size).toBe(DEMO_EVENTS.length);
    expect(DEMO_EVENTS.every(({ id }) => parseEventId(id) === id)).toBe(true);
  });

  it("are what the README promises", () => {
    const [hall, stadium, yard, premiere, test] = DEMO_EVENTS.map((event) => event.compose(NOW_MS));
    expect(hall?.plan.layout.seats.guid).toHaveLength(557);
    expect(stadium?.plan.layout.seats.guid).toHaveLength(100_000);
    expect(yard?.areas).toEqual([{ name: "Yard", capacity: 5_000, category: "Standing" }]);
    expect(test).toMatchObject({ isTest: true, prices: [{ priceMinor: 0 }] });
    expect(test?.plan.layout.seats.guid).toHaveLength(20);
    expect(stadium).toMatchObject({ gates: 4, queue: { mode: "automatic", ratePerS: 500, maxActive: 20_000 } });
    expect(premiere?.queue).toMatchObject({ mode: "on", ratePerS: 5, maxActive: 50 });
    expect([hall?.queue, hall?.gates, hall?.accessibleSeats?.length]).toEqual([undefined, 0, 8]);
    expect([hall, stadium, yard, premiere].map((event) => event?.isTest)).toEqual([false, false, false, false]);
  });
});

describe("the demo's buyers", () => {
  it("are numbered, with four digits at least", () => {
    expect(demoUser(1).email).toBe("buyer0001@sluice.example");
    expect(demoUser(1_000_000).email).toBe("buyer1000000@sluice.example");
  });

  it("share one hash of the demo's password", () => {
    const [, , , salt, hash] = demoUser(7).passwordHash.split("$").slice(0, 5);
    const computed = scryptSync(DEMO_PASSWORD, Buffer.from(salt ?? "", "base64"), 32, { N: 2 ** 14, r: 8, p: 5 });
    expect(computed.toString("base64").replace(/=+$/, "")).toBe(hash);
  });

  it("come in bounded batches, each once", () => {
    const batches = [...demoUserBatches(12, 5)];
    expect(batches.map((batch) => batch.length)).toEqual([5, 5, 2]);
    expect(batches.flat()).toEqual(Array.from({ length: 12 }, (_, i) => demoUser(i + 1)));
    expect(new Set(batches.flat().map(({ id }) => id)).size).toBe(12);
    expect([...demoUserBatches(0, 5)]).toEqual([]);
  });
});
