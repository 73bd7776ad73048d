import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../../domain/contract/ids.ts";
import type { DeadLetter, OutboxMessage } from "../../../domain/ports/outbox.ts";
import { refuse } from "../../../domain/result.ts";
import { runInContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import type { Kept } from "../app-env.ts";
import { createApp } from "../app.ts";

const KEY = "operator-key";
const event = mintEventId();
const bookingId = mintBookingId(event, 1);
const paymentId = mintPaymentId(1);

type Ports = { readonly [K in keyof Services]?: Partial<Services[K]> };

/** Asks as the operator does; the ports answer. What ran behind the answer is done by then. */
async function ask(method: string, path: string, services: Ports, body?: unknown, key = KEY): Promise<Response> {
  const kept = { settings: { OPERATOR_KEY: KEY }, services } as unknown as Kept;
  const behind: Promise<unknown>[] = [];
  const context = {
    trace: { requestId: "req_test", traceparent: "00-a-b-01" },
    waitUntil: (work: Promise<unknown>) => void behind.push(work),
  };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await runInContext(context, async () => createApp(kept).request(`/api/operations/${path}`, init));
  await Promise.all(behind);
  return answer;
}

const letter = (message: OutboxMessage): DeadLetter => ({
  id: `${message.type}:1`,
  message,
  failures: 8,
  lastError: "TypeError: no",
  createdAt: new Date("2026-11-21T10:00:00Z"),
  deadAt: new Date("2026-11-21T10:05:00Z"),
});

beforeEach(() => vi.spyOn(console, "info").mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

describe("what operators see of the outbox", () => {
  it("is its depth, its lag in seconds, what is under way, and what is dead", async () => {
    const backlog = async () => ({ depth: 7, lagMs: 61_500, underWay: 5, dead: 2 });
    const answer = await ask("GET", "outbox", { outbox: { backlog } });
    expect(await answer.json()).toEqual({ depth: 7, lag_seconds: 61.5, under_way: 5, dead: 2 });
  });

  it("is its dead letters, each with what it is about", async () => {
    const messages: OutboxMessage[] = [
      { type: "booking.paid", bookingId, paymentId },
      { type: "booking.revoked", bookingId },
      { type: "event.cancelled", eventId: event, batch: 0 },
    ];
    const deadLetters = vi.fn<Services["outbox"]["deadLetters"]>(async () => ({
      items: messages.map(letter),
      total: 23,
    }));
    const answer = await ask("GET", "dead-letters?page=2&pageSize=3", { outbox: { deadLetters } });
    expect(deadLetters).toHaveBeenCalledWith({ page: 2, pageSize: 3 });
    const times = { created_at: "2026-11-21T10:00:00.000Z", dead_at: "2026-11-21T10:05:00.000Z" };
    const item = (type: string, subject: string) => ({
      id: `${type}:1`,
      type,
      subject,
      failures: 8,
      error: "TypeError: no",
      ...times,
    });
    expect(await answer.json()).toEqual({
      items: [item("booking.paid", paymentId), item("booking.revoked", bookingId), item("event.cancelled", event)],
      page: 2,
      pageSize: 3,
      total: 23,
    });
  });

  it.each(["GET outbox", "GET dead-letters", "POST dead-letters/row/retry", "POST reconcile"])(
    "is for the operator alone: %s",
    async (request) => {
      const [method = "", path = ""] = request.split(" ");
      expect((await ask(method, path, {}, method === "POST" ? {} : undefined, "another-key")).status).toBe(403);
    },
  );

  it("is refused for a page that cannot be", async () => {
    const answer = await ask("GET", "dead-letters?page=0", {});
    expect(await answer.json()).toMatchObject({ code: "validation_failed", errors: [{ field: "page" }] });
  });
});

describe("retrying a dead letter", () => {
  it("makes it due, and sends it at once", async () => {
    const claim = vi.fn<Services["outbox"]["claim"]>(async () => []);
    const revive = vi.fn<Services["outbox"]["revive"]>(async () => true);
    const answer = await ask("POST", `dead-letters/${encodeURIComponent("stripe:evt_1:0")}/retry`, {
      outbox: { claim, revive },
    });
    expect([answer.status, await answer.json()]).toEqual([200, { id: "stripe:evt_1:0", status: "due" }]);
    expect(revive).toHaveBeenCalledWith("stripe:evt_1:0");
    expect(claim).toHaveBeenCalledTimes(1);
  });

  it("is refused where there is none, and sends nothing", async () => {
    const answer = await ask("POST", "dead-letters/row/retry", { outbox: { revive: async () => false } });
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: "dead_letter_not_found" }]);
  });
});

describe("reconciling by hand", () => {
  const empty = async () => ({ ok: true as const, value: { version: 1, bookings: [], next: null } });
  const reconciler = { cases: async () => [], casesBetween: async () => [], eventAfter: async () => undefined };

  it("begins with the first event, and names the next one", async () => {
    const other = mintEventId();
    const eventAfter = async (after: string | null) => (after === null ? event : other);
    const bookingsPage = vi.fn<Services["inventory"]["bookingsPage"]>(empty);
    const ports = { inventory: { bookingsPage }, reconciler: { ...reconciler, eventAfter } };
    const answer = await ask("POST", "reconcile", ports, {});
    expect(bookingsPage).toHaveBeenCalledWith(event, null, 200);
    expect(await answer.json()).toEqual({
      event_id: event,
      checked: 0,
      findings: [],
      next: null,
      next_event_id: other,
    });
  });

  it("goes on behind a booking of its event", async () => {
    const bookingsPage = vi.fn<Services["inventory"]["bookingsPage"]>(empty);
    const ports = { inventory: { bookingsPage }, reconciler };
    await ask("POST", "reconcile", ports, { event_id: event, after: bookingId });
    expect(bookingsPage).toHaveBeenCalledWith(event, bookingId, 200);
  });

  it("has nothing to do where there is no event", async () => {
    const answer = await ask("POST", "reconcile", { reconciler }, {});
    expect(await answer.json()).toMatchObject({ event_id: null, next: null, next_event_id: null });
  });

  it.each([
    [{ event_id: "evt_nothing" }, "event_id"],
    [{ event_id: event, after: "bkg_1" }, "after"],
    [{ event_id: event, after: mintBookingId(mintEventId(), 1) }, "after"],
    [{ after: bookingId }, "after"],
    [{ page: 2 }, "body"],
  ])("is refused for %o, with the name of the field, and nobody is asked", async (body, field) => {
    const answer = await ask("POST", "reconcile", {}, body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ field }] }]);
  });

  it("is unavailable where the object is", async () => {
    const bookingsPage = async () => refuse("unavailable");
    expect(
      (await ask("POST", "reconcile", { inventory: { bookingsPage }, reconciler }, { event_id: event })).status,
    ).toBe(503);
  });
});
