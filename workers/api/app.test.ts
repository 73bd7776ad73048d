import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CommandAnswer } from "../../domain/contract/event-object.ts";
import { ERROR_KINDS } from "../../domain/contract/error-codes.ts";
import { mintBookingId, mintEventId, mintUserId, seatId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, refuse } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Kept } from "./app-env.ts";
import { createApp } from "./app.ts";

const event = mintEventId();
const bookingId = mintBookingId(event, 1);
const buyer: User = { id: mintUserId(1), email: "a@example.com", name: "A", passwordHash: "" };
const BASIC = `Basic ${btoa("a@example.com:secret")}`;

const allowed = { allowed: true, limit: 10, remaining: 9, resetAtMs: 1_000 };

function appWith(over: { execute?: () => Promise<CommandAnswer>; limited?: boolean; environment?: string } = {}) {
  const verdict = over.limited === true ? { ...allowed, allowed: false, remaining: 0 } : allowed;
  const kept = {
    settings: { ENVIRONMENT: over.environment ?? "development", PUBLIC_URL: "http://127.0.0.1:8787" },
    signIn: {
      authenticate: async ({ password }: { password: string }) =>
        password === "secret" ? ok(buyer) : refuse("unauthenticated"),
    },
    verifyStep: async (signature: string) => signature === "good",
    probes: { postgres: async () => {}, redis: async () => Promise.reject(new Error("down")) },
    isOutage: (error: unknown) => error instanceof RangeError,
    reset: async () => {},
    services: {
      limiter: { take: async () => verdict, takeAtOnce: () => verdict },
      inventory: {
        execute: over.execute ?? (async () => ({ result: refuse("seat_taken", { seat: 7 }), replayed: false })),
      },
      providers: { all: [{ name: "stripe", verifyWebhook: async () => refuse("webhook_signature_invalid") }] },
      outbox: { find: async () => undefined },
      tickets: { verify: async () => undefined },
    },
  };
  const app = createApp(kept as unknown as Kept);
  return (path: string, init: RequestInit = {}) =>
    runInContext({ trace: { requestId: "req_test", traceparent: "00-a-b-01" }, waitUntil: () => {} }, () =>
      app.request(path, init),
    );
}

function send(path: string, method: string, body: string, headers: Record<string, string> = {}): [string, RequestInit] {
  const all = { authorization: BASIC, "idempotency-key": "k1", "content-type": "application/json", ...headers };
  return [path, { method, body, headers: all }];
}

async function problemOf(answer: Response): Promise<{ code: string; status: number; errors?: { field: string }[] }> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = await answer.json<{ code: keyof typeof ERROR_KINDS; status: number; requestId: string }>();
  expect(answer.status).toBe(ERROR_KINDS[body.code].status);
  expect(body.requestId).toBe("req_test");
  return body;
}

const CHANGING = [
  ["POST", "/api/bookings"],
  ["PATCH", "/api/seats/select"],
  ["PATCH", "/api/seats/release"],
  ["PATCH", "/api/bookings/initiatePayment"],
  ["PATCH", "/api/bookings/cancel"],
  ["POST", "/api/buy"],
] as const;

beforeEach(() => vi.spyOn(console, "info").mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

describe.each(CHANGING)("%s %s", (method, path) => {
  it("wants a signed-in buyer", async () => {
    const request = appWith();
    const answers = [
      await request(...send(path, method, "{}", { authorization: "" })),
      await request(...send(path, method, "{}", { authorization: `Basic ${btoa("a@example.com:wrong")}` })),
      await request(...send(path, method, "{}", { authorization: "Bearer abc" })),
      await request(...send(path, method, "{}", { authorization: "Basic ===" })),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("www-authenticate")).toContain("Basic");
      expect((await problemOf(answer)).code).toBe("unauthenticated");
    }
  });

  it("wants an idempotency key of sane length and characters", async () => {
    const request = appWith();
    expect((await problemOf(await request(...send(path, method, "{}", { "idempotency-key": "" })))).code).toBe(
      "idempotency_key_missing",
    );
    for (const key of ["x".repeat(256), '"', "a b", "schlüssel"]) {
      const answer = await request(...send(path, method, "{}", { "idempotency-key": key }));
      expect((await problemOf(answer)).code).toBe("idempotency_key_invalid");
    }
  });

  it("names the fields that are missing, unknown or of the wrong kind", async () => {
    const request = appWith();
    const empty = await problemOf(await request(...send(path, method, "{}")));
    expect(empty.code).toBe("validation_failed");
    expect(empty.errors?.length).toBeGreaterThan(0);
    const wrong = await problemOf(
      await request(...send(path, method, '{"booking_id":7,"event_id":"evt_x","seat_id":[]}')),
    );
    expect(wrong.errors?.every(({ field }) => field.length > 0)).toBe(true);
    const unknown = await problemOf(await request(...send(path, method, '{"hack":true}')));
    expect(unknown.code).toBe("validation_failed");
  });

  it("refuses what is not JSON, or too much of it", async () => {
    const request = appWith();
    expect((await problemOf(await request(...send(path, method, "{nonsense")))).code).toBe("malformed_json");
    const form = send(path, method, "a=b", { "content-type": "application/x-www-form-urlencoded" });
    expect((await problemOf(await request(...form))).code).toBe("unsupported_media_type");
    const large = send(path, method, JSON.stringify({ x: "x".repeat(17_000) }), { "content-length": "17010" });
    expect((await problemOf(await request(...large))).code).toBe("body_too_large");
  });

  it("is rate limited with the draft's headers and Retry-After", async () => {
    const answer = await appWith({ limited: true })(...send(path, method, "{}"));
    expect((await problemOf(answer)).code).toBe("rate_limited");
    for (const header of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
      expect(answer.headers.get(header)).not.toBeNull();
    }
  });
});

describe("the API", () => {
  const select = send(
    "/api/seats/select",
    "PATCH",
    JSON.stringify({ booking_id: bookingId, seat_id: seatId(event, 7) }),
  );

  it("answers a refusal of the object as a problem, in public ids", async () => {
    const body = await (await appWith()(...select)).json();
    expect(body).toMatchObject({ code: "seat_taken", seat_id: seatId(event, 7), retryable: false });
  });

  it("refuses a seat of another event before the object is asked", async () => {
    const foreign = JSON.stringify({ booking_id: bookingId, seat_id: seatId(mintEventId(), 7) });
    const answer = await appWith()(...send("/api/seats/select", "PATCH", foreign));
    expect((await problemOf(answer)).code).toBe("seat_not_found");
  });

  it("marks a repeated answer", async () => {
    const booking = {
      id: bookingId,
      eventId: event,
      seats: [],
      places: [],
      status: "created",
      createdAtMs: 1,
      deadlineMs: 2,
    };
    const execute = async () => ({ result: ok(booking), replayed: true }) as unknown as CommandAnswer;
    const answer = await appWith({ execute })(...select);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("idempotency-replayed")).toBe("true");
  });

  it("says nothing of its insides when something breaks", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const execute = () => Promise.reject(new Error("secret detail"));
    const answer = await appWith({ execute })(...select);
    expect(await answer.clone().text()).not.toContain("secret detail");
    expect((await problemOf(answer)).code).toBe("internal_error");
  });

  it("says 503 with Retry-After when a service behind cannot be asked", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const answer = await appWith({ execute: () => Promise.reject(new RangeError("connection lost")) })(...select);
    expect(answer.headers.get("retry-after")).not.toBeNull();
    expect((await problemOf(answer)).code).toBe("unavailable");
  });

  it("sends security headers and no CORS headers, and knows no other path", async () => {
    const answer = await appWith()("/api/nothing", { headers: { origin: "https://evil.example" } });
    expect((await problemOf(answer)).code).toBe("not_found");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("describes every route that changes a booking in its OpenAPI document", async () => {
    const document = await (await appWith()("/api/openapi.json")).json<{ paths: Record<string, object> }>();
    for (const [method, path] of CHANGING) expect(document.paths[path]).toHaveProperty(method.toLowerCase());
  });

  it.each([
    "/api/events?type=%00",
    "/api/events?provider=a%0Ab",
    "/api/events?date_from=-271821-04-20T00:00:00Z",
    "/api/events?date_to=%2B275760-09-13T00:00:00Z",
    "/api/events?page=0",
    "/api/events?pageSize=1001",
    "/api/events/search?q=",
    "/api/events/evt_unknown",
    "/api/seats?event_id=evt_x&status=free",
    "/api/payments/circuit-breaker-status?provider=cash",
  ])("refuses %s by the field", async (path) => {
    const body = await problemOf(await appWith()(path));
    expect(body.code).toBe("validation_failed");
    expect(body.errors?.length).toBeGreaterThan(0);
  });

  it("does not take a missing body for one in the wrong language", async () => {
    const answer = await appWith()("/api/reset", { method: "POST", headers: { "content-length": "0" }, body: "" });
    expect(answer.status).toBe(200);
  });

  it("has no reset outside development", async () => {
    const request = (environment: string) => appWith({ environment })("/api/reset", { method: "POST" });
    expect((await request("production")).status).toBe(404);
    expect((await request("staging")).status).toBe(404);
    expect((await request("development")).status).toBe(200);
  });

  it("tells alive from ready, and which dependency is not", async () => {
    const request = appWith();
    expect((await request("/healthz")).status).toBe(200);
    const ready = await request("/readyz");
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ dependencies: { postgres: { ok: true }, redis: { ok: false } } });
  });

  it("takes webhooks and steps only with a good signature", async () => {
    const request = appWith();
    const webhook = await request("/api/webhook/stripe", { method: "POST", body: "{}" });
    expect((await problemOf(webhook)).code).toBe("webhook_signature_invalid");
    const step = (signature: string) =>
      request("/api/internal/steps/settle-payment", {
        method: "POST",
        body: '{"outboxId":"obx_1"}',
        headers: { "upstash-signature": signature },
      });
    expect((await problemOf(await step("bad"))).code).toBe("unauthenticated");
    expect(await (await step("good")).json()).toEqual({ done: false, reason: "unknown" });
  });
});
