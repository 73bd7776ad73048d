import { describe, expect, it } from "vitest";
import { ApiClient } from "./api-client.ts";
import { runSmoke } from "./run-smoke.ts";
import type { SmokeStep } from "./run-smoke.ts";

const BASE = "http://shop.test";

/** A deployment with one free seat, in memory: enough of the API for a sale. */
class FakeDeployment {
  readonly requests: { readonly line: string; readonly headers: Headers }[] = [];
  readonly broken = new Map<string, () => Response>();
  priceMinor = 0;
  pollsUntilPaid = 2;
  isSeatFree = true;
  isCancelled = false;

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const line = `${init?.method} ${url.pathname}`;
    this.requests.push({ line, headers: new Headers(init?.headers) });
    return this.broken.get(line)?.() ?? this.#answer(line);
  };

  #answer(line: string): Response {
    switch (line) {
      case "GET /api/events/evt_1":
        return Response.json({ price_to_minor: this.priceMinor });
      case "GET /api/seats":
        return Response.json({ items: this.isSeatFree ? [{ id: "st_1" }] : [] });
      case "POST /api/bookings":
        return Response.json({ id: "bkg_1" }, { status: 201 });
      case "PATCH /api/seats/select":
        this.isSeatFree = false;
        return Response.json({ id: "bkg_1" });
      case "GET /api/bookings/bkg_1/payment-status":
        return Response.json({ status: this.pollsUntilPaid-- > 0 ? "pending_payment" : "paid" });
      case "GET /api/bookings/bkg_1":
        return Response.json({ tickets: [{ seat_id: "st_1", status: "valid", qr_url: "/api/tickets/tkt_1/qr" }] });
      case "GET /api/tickets/tkt_1/qr":
        return new Response("<svg></svg>");
      case "PATCH /api/bookings/cancel":
        this.isCancelled = true;
        this.isSeatFree = true;
        return Response.json({ id: "bkg_1" });
      default:
        return Response.json({});
    }
  }
}

async function smoke(deployment: FakeDeployment): Promise<{ isWell: boolean; steps: SmokeStep[] }> {
  const steps: SmokeStep[] = [];
  let clockMs = 0;
  const isWell = await runSmoke({
    api: new ApiClient(BASE, { email: "a@b.test", password: "pässword" }, deployment.fetch),
    eventId: "evt_1",
    onStep: (step) => steps.push(step),
    nowMs: () => clockMs,
    sleep: async (ms) => void (clockMs += ms),
  });
  return { isWell, steps };
}

describe("a smoke run", () => {
  it("buys a seat, gives it back, and tells every step", async () => {
    const { isWell, steps } = await smoke(new FakeDeployment());
    expect(isWell).toBe(true);
    expect(steps.every(({ error }) => error === undefined)).toBe(true);
    expect(steps.map(({ name }) => name)).toEqual([
      "alive",
      "dependencies ready",
      "event is free of charge",
      "free seat found",
      "booking opened",
      "seat held",
      "payment begun",
      "paid",
      "ticket issued",
      "booking given back",
      "seat free again",
    ]);
  });

  it("signs in by Basic, and gives every effect a key of its own", async () => {
    const deployment = new FakeDeployment();
    await smoke(deployment);
    const expected = `Basic ${Buffer.from("a@b.test:pässword").toString("base64")}`;
    expect(deployment.requests.every(({ headers }) => headers.get("Authorization") === expected)).toBe(true);
    const effects = deployment.requests.filter(({ line }) => !line.startsWith("GET"));
    const keys = effects.map(({ headers }) => headers.get("Idempotency-Key"));
    expect(effects).toHaveLength(4);
    expect(keys).not.toContain(null);
    expect(new Set(keys).size).toBe(4);
  });

  it("tells the problem's code, and gives back a booking that was begun", async () => {
    const deployment = new FakeDeployment();
    deployment.broken.set("PATCH /api/bookings/initiatePayment", () =>
      Response.json({ code: "unavailable", detail: "no database", requestId: "req_9" }, { status: 503 }),
    );
    const { isWell, steps } = await smoke(deployment);
    expect(isWell).toBe(false);
    expect(steps.at(-2)?.error?.message).toBe(
      "PATCH /api/bookings/initiatePayment: unavailable (no database, request req_9)",
    );
    expect(steps.at(-1)).toMatchObject({ name: "cleaned up", error: undefined });
    expect(deployment.isCancelled).toBe(true);
  });

  it("gives up on a payment that never ends, and still cleans up", async () => {
    const deployment = new FakeDeployment();
    deployment.pollsUntilPaid = Infinity;
    const { isWell, steps } = await smoke(deployment);
    expect(isWell).toBe(false);
    expect(steps.at(-2)?.error?.message).toBe("the booking did not become paid within 30 s");
    expect(deployment.isCancelled).toBe(true);
  });

  it("fails when the ticket is for another seat", async () => {
    const deployment = new FakeDeployment();
    deployment.broken.set("GET /api/bookings/bkg_1", () => Response.json({ tickets: [{ seat_id: "st_2" }] }));
    expect((await smoke(deployment)).isWell).toBe(false);
  });

  it("never books an event that costs money", async () => {
    const deployment = new FakeDeployment();
    deployment.priceMinor = 4_500;
    expect((await smoke(deployment)).isWell).toBe(false);
    expect(deployment.requests.some(({ line }) => line.startsWith("POST"))).toBe(false);
  });

  it("says that a deployment cannot be reached, and has nothing to clean up", async () => {
    const deployment = new FakeDeployment();
    deployment.broken.set("GET /healthz", () => {
      throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) });
    });
    const { steps } = await smoke(deployment);
    expect(steps.map(({ error }) => error?.message)).toEqual(["GET /healthz: unreachable (ECONNREFUSED)"]);
  });

  it("keeps the password from links that lead elsewhere", async () => {
    const deployment = new FakeDeployment();
    deployment.broken.set("GET /api/bookings/bkg_1", () =>
      Response.json({ tickets: [{ seat_id: "st_1", status: "valid", qr_url: "https://cdn.test/qr" }] }),
    );
    deployment.broken.set("GET /qr", () => new Response("<svg/>"));
    expect((await smoke(deployment)).isWell).toBe(true);
    const elsewhere = deployment.requests.find(({ line }) => line === "GET /qr");
    expect(elsewhere?.headers.has("Authorization")).toBe(false);
  });
});
