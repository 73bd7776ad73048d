import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BookingSnapshot, Command, CommandAnswer } from "../../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintUserId, seatId, type EventId } from "../../../domain/contract/ids.ts";
import { PASS_HEADER } from "../../../domain/contract/wire/queue.ts";
import { ok, refuse } from "../../../domain/result.ts";
import { createQueueTokens } from "../../adapters/queue-tokens/create-queue-tokens.ts";
import { runInContext } from "../../request-context.ts";
import type { Kept } from "../app-env.ts";
import { createApp } from "../app.ts";
import { HotPath } from "./hot-path.ts";

const event = mintEventId();
const ANN = mintUserId(1);
const BOOKING = mintBookingId(event, 1);
const BASIC = `Basic ${btoa("ann@example.com:secret")}`;
const tokens = createQueueTokens(`k1:${btoa("x".repeat(32)).replace(/=+$/, "")}`);
const NOW_MS = Date.now();

beforeEach(() => {
  for (const level of ["info", "error"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

function booked(command: Command): CommandAnswer {
  const { seats, buyerId } = command as Extract<Command, { type: "create_booking" }>;
  const booking: BookingSnapshot = {
    id: BOOKING,
    eventId: event,
    buyerId,
    status: "created",
    seats: seats.map((seat) => ({ seat, priceMinor: 100 })),
    places: [],
    totalMinor: 100 * seats.length,
    currency: "eur",
    deadlineMs: NOW_MS,
    paymentId: null,
    createdAtMs: NOW_MS,
    version: 1,
  };
  return { result: ok(booking), replayed: false };
}

/** An isolate; `asked` are the commands that reached the inventory, `long` how many requests went the long way. */
function newIsolate(over: { readonly allowed?: boolean; readonly fails?: boolean } = {}) {
  const asked: { readonly event: EventId; readonly command: Command }[] = [];
  const verdict = { allowed: over.allowed ?? true, limit: 100, remaining: 7, resetAtMs: NOW_MS };
  const buyer = { id: ANN, email: "ann@example.com", name: "Ann", passwordHash: "" };
  const knows = (password: string) => (password === "secret" ? buyer : undefined);
  const kept = {
    settings: { ENVIRONMENT: "production" },
    signIn: {
      remembered: (_: string, password: string) => knows(password),
      authenticate: async ({ password }: { password: string }) =>
        knows(password) ? ok(buyer) : refuse("unauthenticated"),
    },
    isOutage: () => false,
    services: {
      queueTokens: tokens,
      limiter: { take: async () => verdict, takeAtOnce: () => verdict },
      inventory: {
        execute: async (of: EventId, command: Command) => {
          if (over.fails === true) throw new Error("a bug");
          asked.push({ event: of, command });
          return booked(command);
        },
      },
    },
  } as unknown as Kept;
  const app = createApp(kept);
  const hotPath = new HotPath(kept);
  let long = 0;
  const ask = (request: Request): Promise<Response> =>
    runInContext({ trace: { requestId: "req_test", traceparent: "00-a-b-01" }, waitUntil: () => {} }, async () => {
      const longWay = async (given: Request) => (long++, app.request(given));
      return (await hotPath.answer(request, longWay)) ?? longWay(request);
    });
  const lastAsked = () => {
    const { command } = asked.at(-1) ?? {};
    if (command === undefined) return undefined;
    const { bookingId: _, ...rest } = command as Extract<Command, { type: "create_booking" }>;
    return rest;
  };
  return { ask, asked, lastAsked, longWays: () => long };
}

function hold(body: unknown, headers: Readonly<Record<string, string>> = {}, method = "POST", path = "/api/bookings") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const all = {
    authorization: BASIC,
    "content-type": "application/json",
    "idempotency-key": "k1",
    "content-length": String(text.length),
    ...headers,
  };
  return new Request(`https://tickets.example.com${path}`, {
    method,
    body: text,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")),
  });
}

const GOOD = { event_id: event, seat_ids: [seatId(event, 1), seatId(event, 2)] };

describe("the hot path", () => {
  it("asks the object for a plain hold exactly what the long way asks, and answers the same", async () => {
    const { ask, lastAsked, longWays } = newIsolate();
    const short = await ask(hold(GOOD));
    const asked = lastAsked();
    expect(longWays()).toBe(0);
    const long = await ask(hold(GOOD, { "content-type": "application/json; charset=utf-8" }));
    expect(longWays()).toBe(1);
    expect(asked).toEqual(lastAsked());
    expect([short.status, await short.json()]).toEqual([long.status, await long.json()]);
    expect(short.headers.get("x-ratelimit-remaining")).toBe(long.headers.get("x-ratelimit-remaining"));
    for (const name of ["content-type", "cache-control", "x-content-type-options"])
      expect(short.headers.get(name)).toBe(long.headers.get(name));
  });

  it("takes an account's pass as who asks, without sign-in, the same as the long way", async () => {
    const { ask, lastAsked, longWays } = newIsolate();
    const pass = tokens.signPass({ event, visitor: ANN, number: 7, endsAtMs: NOW_MS + 60_000 });
    const bearer = { authorization: "", [PASS_HEADER]: pass };
    await ask(hold(GOOD, bearer));
    const asked = lastAsked();
    expect(asked).toMatchObject({ buyerId: ANN, pass: { visitor: ANN, number: 7 } });
    await ask(hold(GOOD, { ...bearer, "content-type": "application/json;charset=utf-8" }));
    expect(longWays()).toBe(1);
    expect(lastAsked()).toEqual(asked);
  });

  it.each([
    [
      "a wrong password",
      hold(GOOD, { authorization: `Basic ${btoa("ann@example.com:wrong")}` }),
      401,
      "unauthenticated",
    ],
    ["no key", hold(GOOD, { "idempotency-key": "" }), 400, "idempotency_key_missing"],
    ["a forged pass", hold(GOOD, { [PASS_HEADER]: "p.nonsense" }), 403, "pass_invalid"],
    ["a body that is no JSON", hold("{"), 400, "malformed_json"],
    ["a member that nobody knows", hold({ ...GOOD, colour: "red" }), 400, "validation_failed"],
    ["no seats of that event", hold({ ...GOOD, seat_id: seatId(mintEventId(), 1) }), 404, "seat_not_found"],
    ["another type", hold(GOOD, { "content-type": "text/plain" }), 415, "unsupported_media_type"],
  ])("leaves %s to the long way, which says what is wrong", async (_, request, status, code) => {
    const { ask, asked, longWays } = newIsolate();
    const answer = await ask(request);
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([status, code]);
    expect(longWays()).toBe(1);
    expect(asked).toEqual([]);
  });

  it("refuses the pass of another event and of another account", async () => {
    const { ask, asked } = newIsolate();
    const elsewhere = tokens.signPass({ event: mintEventId(), visitor: ANN, number: 7, endsAtMs: NOW_MS + 60_000 });
    const others = tokens.signPass({ event, visitor: mintUserId(2), number: 7, endsAtMs: NOW_MS + 60_000 });
    const codes = [];
    for (const pass of [elsewhere, others])
      codes.push((await (await ask(hold(GOOD, { [PASS_HEADER]: pass }))).json<{ code: string }>()).code);
    expect(codes).toEqual(["pass_wrong_event", "pass_wrong_visitor"]);
    expect(asked).toEqual([]);
  });

  it("answers 429 where a bucket is empty, and a bug with a plain 500", async () => {
    expect((await newIsolate({ allowed: false }).ask(hold(GOOD))).status).toBe(429);
    const answer = await newIsolate({ fails: true }).ask(hold(GOOD));
    expect([answer.status, (await answer.json<{ code: string }>()).code]).toEqual([500, "internal_error"]);
  });
});
