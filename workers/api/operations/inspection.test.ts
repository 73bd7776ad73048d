import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BookingsPage } from "../../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintUserId } from "../../../domain/contract/ids.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Inventory } from "../../../domain/ports/inventory.ts";
import { runInContext } from "../../request-context.ts";
import type { Kept } from "../app-env.ts";
import { createApp } from "../app.ts";

const event = mintEventId();
const [first, second] = [mintBookingId(event, 1), mintBookingId(event, 2)];
const buyer = mintUserId(1);
const KEY = "operator-key";

/** Asks as the operator does; `inventory` answers. */
function get(path: string, inventory: Partial<Inventory>, key = KEY): Promise<Response> {
  const kept = { settings: { OPERATOR_KEY: KEY }, services: { inventory } } as unknown as Kept;
  const context = { trace: { requestId: "req_test", traceparent: "00-a-b-01" }, waitUntil: () => {} };
  const headers = { authorization: `Bearer ${key}` };
  return runInContext(context, async () => createApp(kept).request(`/api/operations/events/${path}`, { headers }));
}

async function fieldsOf(answer: Response): Promise<readonly string[]> {
  expect(answer.status).toBe(400);
  const { code, errors } = await answer.json<{ code: string; errors: { field: string }[] }>();
  expect(code).toBe("validation_failed");
  return errors.map(({ field }) => field);
}

const PAGE: BookingsPage = {
  version: 12,
  bookings: [
    {
      id: first,
      eventId: event,
      buyerId: buyer,
      status: "pending_payment",
      seats: [{ seat: 7, priceMinor: 4_500 }],
      places: [{ area: 0, count: 2, priceMinor: 1_000 }],
      totalMinor: 6_500,
      currency: "eur",
      deadlineMs: Date.UTC(2026, 10, 21),
      paymentId: null,
      createdAtMs: Date.UTC(2026, 10, 20),
      version: 2,
    },
  ],
  next: first,
};

beforeEach(() => vi.spyOn(console, "info").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describe("what operators read of an event's object", () => {
  it("is its bookings, each member under its name on the wire", async () => {
    const bookingsPage = vi.fn<Inventory["bookingsPage"]>(async () => ok(PAGE));
    const answer = await get(`${event}/bookings?after=${second}&limit=20`, { bookingsPage });
    expect(bookingsPage).toHaveBeenCalledWith(event, second, 20);
    expect(await answer.json()).toEqual({
      event_id: event,
      version: 12,
      bookings: [
        {
          id: first,
          buyer_id: buyer,
          status: "pending_payment",
          seats: [{ seat: 7, price_minor: 4_500 }],
          places: [{ area: 0, count: 2, price_minor: 1_000 }],
          total_minor: 6_500,
          currency: "eur",
          deadline: "2026-11-21T00:00:00.000Z",
          payment_id: null,
          created_at: "2026-11-20T00:00:00.000Z",
          version: 2,
        },
      ],
      next: first,
    });
  });

  it("is its log, as it is stored, and the hash that a replay must come to", async () => {
    const entries = [{ number: 4, version: 9, body: '["f",[]]' }];
    const logPage = vi.fn<Inventory["logPage"]>(async () => ok({ entries, next: null }));
    const log = await get(`${event}/log?after=3`, { logPage });
    expect(logPage).toHaveBeenCalledWith(event, 3, 500);
    expect(await log.json()).toEqual({ event_id: event, entries, next: null });
    const digest = { version: 9, hash: "0123456789abcdef", lastEntry: 4 };
    const state = await get(`${event}/state`, { stateDigest: async () => ok(digest) });
    expect(await state.json()).toEqual({ event_id: event, version: 9, hash: digest.hash, last_entry: 4 });
  });

  it("begins at the first page, with as many as a page may have", async () => {
    const bookingsPage = vi.fn<Inventory["bookingsPage"]>(async () => ok(PAGE));
    const logPage = vi.fn<Inventory["logPage"]>(async () => ok({ entries: [], next: null }));
    await get(`${event}/bookings`, { bookingsPage });
    await get(`${event}/log`, { logPage });
    expect(bookingsPage).toHaveBeenCalledWith(event, null, 1_000);
    expect(logPage).toHaveBeenCalledWith(event, 0, 500);
  });

  it.each([
    ["evt_nothing/bookings", "id"],
    [`${event}/bookings?limit=1001`, "limit"],
    [`${event}/bookings?limit=0`, "limit"],
    [`${event}/bookings?after=bkg_1`, "after"],
    [`${event}/bookings?after=${mintBookingId(mintEventId(), 1)}`, "after"],
    ["evt_nothing/log", "id"],
    [`${event}/log?after=-1`, "after"],
    [`${event}/log?after=one`, "after"],
    [`${event}/log?limit=501`, "limit"],
    ["evt_nothing/state", "id"],
  ])("is refused for %s, with the name of the field, and the object is not asked", async (path, field) => {
    expect(await fieldsOf(await get(path, {}))).toEqual([field]);
  });

  it.each(["bookings", "log", "state"])("is for the operator alone: %s", async (name) => {
    expect((await get(`${event}/${name}`, {}, "another-key")).status).toBe(403);
  });

  it.each([
    ["event_not_found", 404],
    ["unavailable", 503],
  ] as const)("is %s where the object is", async (reason, status) => {
    const refused = async (): Promise<Result<never>> => refuse(reason);
    const inventory = { bookingsPage: refused, logPage: refused, stateDigest: refused };
    for (const name of ["bookings", "log", "state"])
      expect((await get(`${event}/${name}`, inventory)).status).toBe(status);
  });
});
