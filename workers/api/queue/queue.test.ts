import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ERROR_KINDS } from "../../../domain/contract/error-codes.ts";
import type { Command } from "../../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintUserId, seatId, type VisitorId } from "../../../domain/contract/ids.ts";
import {
  DEFAULT_QUEUE,
  type Presence,
  type PresenceAnswer,
  type QueueSettings,
  type QueueSnapshot,
} from "../../../domain/contract/waiting-room.ts";
import type { Mail } from "../../../domain/ports/mailer.ts";
import type { RateLimitRule } from "../../../domain/ports/rate-limiter.ts";
import type { User } from "../../../domain/ports/users.ts";
import type { WaitingRoom } from "../../../domain/ports/waiting-room.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { createQueueTokens } from "../../adapters/queue-tokens/create-queue-tokens.ts";
import { IsolateBuckets } from "../../adapters/rate-limiter/isolate-buckets.ts";
import { RATE_LIMITS } from "../../rate-limits.ts";
import { runInContext } from "../../request-context.ts";
import type { Kept } from "../app-env.ts";
import { createApp } from "../app.ts";
import { answerPoll } from "./answer-poll.ts";

const NOW_MS = Date.UTC(2030, 0, 1);
const NOW_S = NOW_MS / 1_000;
const event = mintEventId();
const ann: User = { id: mintUserId(1), email: "ann@example.com", name: "Ann", passwordHash: "" };
const ben: User = { id: mintUserId(2), email: "ben@example.com", name: "Ben", passwordHash: "" };
const tokens = createQueueTokens(`k1:${Buffer.alloc(32, 1).toString("base64url")}`);
const OPERATOR_KEY = "op_".padEnd(40, "x");
const pass = { number: 7, issuedAtMs: NOW_MS, useByMs: NOW_MS + 300_000, endsAtMs: NOW_MS + 900_000 };

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS, toFake: ["Date"] });
  vi.spyOn(console, "info").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface World {
  /** Undefined: the object cannot be reached. */
  snapshot: QueueSnapshot | undefined;
  presence: (presence: Presence) => PresenceAnswer;
  /** Why the object refuses a change. */
  fault: string | undefined;
  publicUrl: string;
  readonly present: Presence[];
  readonly joins: (readonly (readonly [number, number])[])[];
  readonly left: VisitorId[];
  readonly changes: Partial<QueueSettings>[];
  readonly mails: Mail[];
  readonly commands: Command[];
}

function snapshotOf(settings: Partial<QueueSettings> = {}, members: Partial<QueueSnapshot> = {}): QueueSnapshot {
  return {
    atMs: NOW_MS,
    gates: 0,
    settings: { ...DEFAULT_QUEUE, mode: "on", ...settings },
    phase: settings.isPaused === true ? "paused" : "open",
    needsPass: true,
    isOpenToAll: false,
    drawKey: "ab".repeat(32),
    threshold: { second: NOW_S - 60, key: 0 },
    joined: [
      [NOW_S - 120, 0],
      [NOW_S, 1_200],
    ],
    presentShare: 1,
    effectiveRatePerS: 5,
    active: 10,
    ...members,
  };
}

/** The HTTP surface over real tokens and a waiting room that says what a test wants. */
function newWorld(snapshot: QueueSnapshot | undefined = snapshotOf()) {
  const world: World = {
    snapshot,
    presence: () => ({ status: "waiting" }),
    fault: undefined,
    publicUrl: "http://127.0.0.1:8787",
    present: [],
    joins: [],
    left: [],
    changes: [],
    mails: [],
    commands: [],
  };
  const answer = (): Result<QueueSnapshot> =>
    world.snapshot === undefined ? refuse("unavailable") : ok(world.snapshot);
  const waitingRoom: WaitingRoom = {
    freshSnapshot: () => world.snapshot,
    snapshot: async () => answer(),
    present: async (_event, presence) => (world.present.push(presence), ok(world.presence(presence))),
    count: (_event, { joins = [] }) => void world.joins.push(joins),
    draw: async () =>
      ok({ commitment: "c", beacon: { chain: "d", round: 7 }, seed: null, randomness: null, drawnAtMs: null }),
    change: async (_event, change) => (
      world.changes.push(change),
      world.fault === undefined ? answer() : refuse("validation_failed", { fault: world.fault })
    ),
    leave: async (_event, { visitor }) => (world.left.push(visitor), ok(null)),
  };
  const buckets = new IsolateBuckets();
  const takeAtOnce = (rule: RateLimitRule, key: string) => buckets.take(rule, key, Date.now());
  const accounts = new Map([ann, ben].map((user) => [user.email, user]));
  const kept = {
    settings: {
      ENVIRONMENT: "development",
      OPERATOR_KEY,
      get PUBLIC_URL() {
        return world.publicUrl;
      },
    },
    signIn: {
      authenticate: async ({ email, password }: { email: string; password: string }) => {
        const user = accounts.get(email);
        return user !== undefined && password === "secret" ? ok(user) : refuse("unauthenticated");
      },
    },
    isOutage: () => false,
    services: {
      waitingRoom,
      queueTokens: tokens,
      limiter: { take: async (rule: RateLimitRule, key: string) => takeAtOnce(rule, key), takeAtOnce },
      mailer: { send: async (mail: Mail) => void world.mails.push(mail) },
      catalogue: { event: async () => ({ name: "Opening <night>" }) },
      inventory: {
        execute: async (_event: string, command: Command) => (
          world.commands.push(command),
          { result: refuse("sold_out"), replayed: false }
        ),
      },
      publicUrl: "http://127.0.0.1:8787",
    },
  } as unknown as Kept;
  const app = createApp(kept);
  const inContext = <T>(work: () => T): T =>
    runInContext({ trace: { requestId: "req_test", traceparent: "00-a-b-01" }, waitUntil: () => {} }, work);

  async function call(method: string, path: string, headers: Record<string, string> = {}, body?: object) {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const all = { "content-type": "application/json", "idempotency-key": "k", ...headers };
    const response = await inContext(() => app.request(`/api${path}`, { method, headers: all, ...init }));
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    const answered = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
    if (!response.ok) expect(response.status).toBe(ERROR_KINDS[answered["code"] as keyof typeof ERROR_KINDS].status);
    return { status: response.status, body: answered, headers: response.headers, text };
  }
  const queue = `/events/${event}/queue`;
  return {
    world,
    call,
    join: (headers: Record<string, string> = {}, body: object = {}) => call("POST", queue, headers, body),
    poll: (token: string, headers: Record<string, string> = {}) =>
      call("GET", queue, { "sluice-queue-token": token, ...headers }),
    claim: (token: string, headers: Record<string, string> = {}) =>
      call("POST", `${queue}/pass`, { "sluice-queue-token": token, ...headers }),
    rawPoll: (token: string) =>
      inContext(() => answerPoll(kept, new Request("http://x/", { headers: { "sluice-queue-token": token } }), event)),
  };
}

const basic = ({ email }: User) => ({ authorization: `Basic ${btoa(`${email}:secret`)}` });
const tokenOf = (visitor: VisitorId, joinedAtS = NOW_S, expiresAtS = NOW_S + 1_800) =>
  tokens.signQueueToken({ event, visitor, joinedAtS, expiresAtS });

describe("joining", () => {
  it("gives an account a place at this second, counts it, and asks nobody else", async () => {
    const { join, world } = newWorld();
    const { status, body } = await join(basic(ann));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      visitor_id: ann.id,
      event_id: event,
      status: "waiting",
      paused: false,
      message: null,
    });
    expect([body["joined_at"], body["expires_at"]]).toEqual(["2030-01-01T00:00:00.000Z", "2030-01-01T00:30:00.000Z"]);
    expect(tokens.readQueueToken(String(body["token"]), event, NOW_MS)).toMatchObject({ value: { visitor: ann.id } });
    expect([world.joins, world.present]).toEqual([[[[NOW_S, 1]]], []]);
  });

  it("wants an account to sign in, by name or not at all", async () => {
    const { join } = newWorld();
    const answer = await join();
    expect([answer.body["code"], answer.headers.get("www-authenticate")]).toEqual([
      "unauthenticated",
      expect.stringContaining("Basic"),
    ]);
    expect((await join({ authorization: `Basic ${btoa("ann@example.com:wrong")}` })).body["code"]).toBe(
      "unauthenticated",
    );
  });

  it("makes a browser a visitor by a cookie of its own, and knows it again", async () => {
    const { join, world } = newWorld(snapshotOf({ visitors: "cookie" }));
    const first = await join();
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^sluice-visitor=c1\.[^;]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    const bearer = { cookie: `other=1; ${cookie.split(";")[0]}` };
    expect((await join(bearer)).body["visitor_id"]).toBe(first.body["visitor_id"]);
    expect((await join({ cookie: "sluice-visitor=forged" })).body["visitor_id"]).not.toBe(first.body["visitor_id"]);
    world.publicUrl = "https://tickets.test";
    expect((await join()).headers.get("set-cookie")).toMatch(/^__Host-sluice-visitor=.+; Secure$/);
  });

  it("wants an address confirmed: by the mail's code, or by its link in this browser", async () => {
    const { join, call, world } = newWorld(snapshotOf({ visitors: "email" }));
    expect((await join()).body["code"]).toBe("visitor_unverified");
    const asked = await join({}, { email: "Ann@Example.com" });
    expect([asked.status, asked.body]).toEqual([202, { status: "check_mail" }]);
    const [mail] = world.mails;
    expect(mail?.to).toBe("Ann@Example.com");
    expect(mail?.html).toContain("Opening &#60;night&#62;");
    const link = /http:\/\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";
    const verification = new URL(link).searchParams.get("verification") ?? "";

    const joined = await join({}, { verification });
    expect([joined.status, joined.body["visitor_id"]]).toEqual([201, tokens.visitorOfAddress("ann@example.com")]);
    const page = await call("GET", link.split("/api")[1] ?? "");
    const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await join({ cookie })).body["visitor_id"]).toBe(joined.body["visitor_id"]);
    expect((await join({}, { verification: String(joined.body["token"]) })).body["code"]).toBe("queue_token_invalid");
    vi.setSystemTime(NOW_MS + 1_800_000);
    expect((await join({}, { verification })).body["code"]).toBe("queue_token_expired");
  });

  it("does not mail one address more than a few times a minute, however it is spelled", async () => {
    const { join, world } = newWorld(snapshotOf({ visitors: "email" }));
    const spelled = ["a@example.com", "A@example.com", "a@EXAMPLE.com", "A@EXAMPLE.COM"];
    const codes = [];
    for (const email of spelled) codes.push((await join({}, { email })).body["code"]);
    expect(codes).toEqual([undefined, undefined, undefined, "rate_limited"]);
    expect(new Set(world.mails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it("is refused before the lobby opens, with the time to come back", async () => {
    const lobbyFromMs = NOW_MS + 90_000;
    const { join } = newWorld(snapshotOf({ lobbyFromMs }, { phase: "before", drawKey: null }));
    const { body, headers } = await join(basic(ann));
    expect([body["code"], headers.get("retry-after")]).toEqual(["queue_not_open", "90"]);
  });

  it("gains nothing when it is done again and again, and is refused in the end", async () => {
    const { join } = newWorld();
    const codes = [];
    for (let i = 0; i <= RATE_LIMITS.join.capacity; i++) codes.push((await join(basic(ann))).body["code"]);
    expect(codes.at(-1)).toBe("rate_limited");
    expect(new Set(codes.slice(0, -1))).toEqual(new Set([undefined]));
  });

  it("names the field that is wrong", async () => {
    const { join } = newWorld(snapshotOf({ visitors: "email" }));
    for (const [body, field] of [
      [{ email: "nobody" }, "email"],
      [{ verification: "" }, "verification"],
      [{ hack: true }, "body"],
    ] as const) {
      expect((await join({}, body)).body).toMatchObject({ code: "validation_failed", errors: [{ field }] });
    }
  });
});

describe("polling", () => {
  it("answers at once from the snapshot, without a call, who is not invited", async () => {
    const { rawPoll, world } = newWorld();
    const answer = rawPoll(tokenOf(ann.id));
    expect(answer).toBeInstanceOf(Response);
    const body = await (answer as Response).json();
    expect(body).toEqual({
      status: "waiting",
      position: expect.any(Number),
      ahead: expect.any(Number),
      eta_seconds: expect.any(Number),
      poll_after_ms: expect.any(Number),
      paused: false,
      message: null,
    });
    expect(world.present).toEqual([]);
  });

  it("notes who is invited with his gate, and says when his pass is ready", async () => {
    const { poll, world } = newWorld();
    const token = tokenOf(ann.id, NOW_S - 61);
    expect((await poll(token)).body["status"]).toBe("invited");
    expect(world.present).toEqual([
      { visitor: ann.id, joinedAtS: NOW_S - 61, place: { second: NOW_S - 61, key: expect.any(Number) } },
    ]);
    world.presence = ({ visitor }) => ({ status: "admitted", pass: { ...pass, visitor } });
    expect((await poll(token)).body["status"]).toBe("admitted");
    world.presence = () => ({ status: "lapsed" });
    expect((await poll(token)).body["code"]).toBe("queue_token_lapsed");
  });

  it("has no order to tell in the lobby, nor while the lots are drawn", async () => {
    const { poll, world } = newWorld(snapshotOf({ opensAtMs: NOW_MS + 600_000 }, { phase: "lobby", drawKey: null }));
    const lobby = await poll(tokenOf(ann.id));
    expect(lobby.body).toMatchObject({ status: "lobby", position: null, ahead: null, eta_seconds: null });
    world.snapshot = snapshotOf({ opensAtMs: NOW_MS }, { phase: "drawing", drawKey: null });
    expect((await poll(tokenOf(ann.id))).body["status"]).toBe("drawing");
  });

  it("says that nobody gets in while the sale is paused, and what the organiser says", async () => {
    const { poll, world } = newWorld(snapshotOf({ isPaused: true, message: 'Back "soon"' }));
    const expected = { status: "waiting", paused: true, message: 'Back "soon"' };
    for (const joinedAtS of [NOW_S, NOW_S - 61]) {
      expect((await poll(tokenOf(ann.id, joinedAtS))).body).toMatchObject(expected);
    }
    // Who has a pass goes on.
    world.presence = ({ visitor }) => ({ status: "admitted", pass: { ...pass, visitor } });
    expect((await poll(tokenOf(ann.id, NOW_S - 61))).body["status"]).toBe("admitted");
  });

  it("says that no queue is needed where there is none", async () => {
    const { poll, world } = newWorld(snapshotOf({ mode: "off" }, { needsPass: false, isOpenToAll: true }));
    expect((await poll(tokenOf(ann.id))).body["status"]).toBe("not_needed");
    expect(world.present).toEqual([]);
  });

  it("renews a token whose time is half over, with the second of joining, but not for who is admitted", async () => {
    const { poll, world } = newWorld();
    expect((await poll(tokenOf(ann.id))).body["token"]).toBeUndefined();
    const old = tokenOf(ann.id, NOW_S - 61, NOW_S + 900);
    const { body } = await poll(old);
    expect(tokens.readQueueToken(String(body["token"]), event, NOW_MS)).toEqual(
      ok({ event, visitor: ann.id, joinedAtS: NOW_S - 61, expiresAtS: NOW_S + 1_800 }),
    );
    world.presence = ({ visitor }) => ({ status: "admitted", pass: { ...pass, visitor } });
    expect((await poll(old)).body["token"]).toBeUndefined();
  });

  it("has a refusal for each thing that is wrong with a token", async () => {
    const { poll, call } = newWorld();
    const other = tokens.signQueueToken({
      event: mintEventId(),
      visitor: ann.id,
      joinedAtS: NOW_S,
      expiresAtS: NOW_S + 9,
    });
    expect((await call("GET", `/events/${event}/queue`)).body["code"]).toBe("queue_token_required");
    expect((await poll(`${tokenOf(ann.id)}x`)).body["code"]).toBe("queue_token_invalid");
    expect((await poll(tokenOf(ann.id, NOW_S - 1_800, NOW_S))).body["code"]).toBe("queue_token_expired");
    expect((await poll(other)).body["code"]).toBe("queue_token_wrong_event");
    expect((await poll(tokenOf(ann.id), basic(ben))).body["code"]).toBe("queue_token_wrong_visitor");
    expect((await poll(tokenOf(ann.id), basic(ann))).status).toBe(200);
    const signed = tokens.signPass({ event, visitor: ann.id, number: 7, endsAtMs: pass.endsAtMs });
    expect((await poll(signed)).body["code"]).toBe("queue_token_invalid");
  });

  it("is limited by the visitor, wherever he asks from, and by the address without a good token", async () => {
    const { poll } = newWorld();
    const { capacity } = RATE_LIMITS.queueToken;
    const from = (i: number) => ({ "cf-connecting-ip": `192.0.2.${i % 250}` });
    for (let i = 0; i < capacity; i++) expect((await poll(tokenOf(ann.id), from(i))).status).toBe(200);
    const limited = await poll(tokenOf(ann.id), from(0));
    expect([limited.body["code"], limited.headers.get("retry-after")]).toEqual(["rate_limited", "1"]);
    expect((await poll(tokenOf(ben.id), from(0))).status).toBe(200);
    for (let i = 0; i < RATE_LIMITS.address.capacity; i++) {
      expect((await poll("forged", { "cf-connecting-ip": "198.51.100.1" })).body["code"]).toBe("queue_token_invalid");
    }
    expect((await poll("forged", { "cf-connecting-ip": "198.51.100.1" })).body["code"]).toBe("rate_limited");
    expect((await poll(tokenOf(ben.id), { "cf-connecting-ip": "198.51.100.1" })).status).toBe(200);
  });
});

describe("a pass", () => {
  const admitted = ({ visitor }: Presence): PresenceAnswer => ({ status: "admitted", pass: { ...pass, visitor } });

  it("is fetched by who is admitted, as often as he likes, and by nobody else", async () => {
    const { claim, world } = newWorld();
    const token = tokenOf(ann.id, NOW_S - 61);
    const early = await claim(token);
    expect([early.status, early.body["code"]]).toEqual([409, "pass_not_ready"]);
    expect(Number(early.headers.get("retry-after"))).toBe(Math.ceil(Number(early.body["poll_after_ms"]) / 1_000));
    world.presence = admitted;
    const first = await claim(token);
    expect(first.body).toEqual({
      pass: expect.any(String),
      number: 7,
      use_by: "2030-01-01T00:05:00.000Z",
      ends_at: "2030-01-01T00:15:00.000Z",
    });
    expect((await claim(token)).body).toEqual(first.body);
    expect((await claim(token, basic(ben))).body["code"]).toBe("queue_token_wrong_visitor");
    // Not invited: the gate is not even asked.
    const asked = world.present.length;
    expect((await claim(tokenOf(ben.id))).body["code"]).toBe("pass_not_ready");
    expect(world.present).toHaveLength(asked);
    world.presence = () => ({ status: "lapsed" });
    expect((await claim(token)).body["code"]).toBe("queue_token_lapsed");
  });

  it("of another browser's visitor is not for this one", async () => {
    const { join, claim, world } = newWorld(snapshotOf({ visitors: "cookie" }, { isOpenToAll: true }));
    world.presence = admitted;
    const [one, other] = [await join(), await join()];
    const cookie = (answer: typeof one) => ({ cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" });
    expect((await claim(String(one.body["token"]), cookie(other))).body["code"]).toBe("queue_token_wrong_visitor");
    expect((await claim(String(one.body["token"]), cookie(one))).status).toBe(200);
  });

  it("is given back, by its bearer alone", async () => {
    const { call, world } = newWorld();
    const signed = tokens.signPass({ event, visitor: ann.id, number: 7, endsAtMs: pass.endsAtMs });
    const leave = (headers: Record<string, string>) => call("DELETE", `/events/${event}/queue/pass`, headers);
    expect((await leave({})).body["code"]).toBe("pass_required");
    expect((await leave({ "sluice-pass": `${signed}x` })).body["code"]).toBe("pass_invalid");
    expect((await leave({ "sluice-pass": signed, ...basic(ben) })).body["code"]).toBe("pass_wrong_visitor");
    expect(world.left).toEqual([]);
    expect((await leave({ "sluice-pass": signed })).status).toBe(204);
    expect(world.left).toEqual([ann.id]);
  });

  it("of an account holds without a password, and its claim reaches the object", async () => {
    const { call, world } = newWorld();
    const signed = tokens.signPass({ event, visitor: ann.id, number: 7, endsAtMs: pass.endsAtMs });
    const seat = { seat_id: seatId(event, 0) };
    const booking_id = mintBookingId(event, 1);
    await call("POST", "/bookings", { "sluice-pass": signed }, { event_id: event, ...seat });
    await call("PATCH", "/seats/select", { "sluice-pass": signed }, { booking_id, ...seat });
    await call("PATCH", "/seats/release", { "sluice-pass": signed }, { booking_id, ...seat });
    const claim = { visitor: ann.id, number: 7 };
    expect(world.commands).toMatchObject([
      { type: "create_booking", buyerId: ann.id, pass: claim },
      { type: "select", buyerId: ann.id, pass: claim },
      { type: "release", buyerId: ann.id },
    ]);
    // What touches money, or shows bookings, wants the account itself.
    for (const [method, path, body] of [
      ["POST", "/buy", { event_id: event, seat_ids: [seat.seat_id] }],
      ["PATCH", "/bookings/initiatePayment", { booking_id }],
      ["GET", `/bookings/${booking_id}`, undefined],
    ] as const) {
      expect((await call(method, path, { "sluice-pass": signed }, body)).body["code"]).toBe("unauthenticated");
    }
  });

  it("has a refusal for each thing that is wrong with it, before the object is asked", async () => {
    const { call, world } = newWorld();
    const hold = (text: string, headers: Record<string, string> = {}) =>
      call("POST", "/bookings", { "sluice-pass": text, ...headers }, { event_id: event, seat_id: seatId(event, 0) });
    const claims = { event, visitor: ann.id, number: 7, endsAtMs: pass.endsAtMs };
    const cases: [string, Record<string, string>, string][] = [
      ["forged", basic(ann), "pass_invalid"],
      ["forged", {}, "pass_invalid"],
      [tokenOf(ann.id), basic(ann), "pass_invalid"],
      [tokens.signPass({ ...claims, endsAtMs: NOW_MS }), basic(ann), "pass_expired"],
      [tokens.signPass({ ...claims, event: mintEventId() }), {}, "pass_wrong_event"],
      [tokens.signPass(claims), basic(ben), "pass_wrong_visitor"],
      // Of a browser: it names no account.
      [tokens.signPass({ ...claims, visitor: tokens.visitorOfAddress("a@b.c") }), {}, "unauthenticated"],
    ];
    for (const [text, headers, code] of cases) expect((await hold(text, headers)).body["code"]).toBe(code);
    expect(world.commands).toEqual([]);
    await hold(tokens.signPass({ ...claims, visitor: tokens.visitorOfAddress("a@b.c") }), basic(ben));
    expect(world.commands).toMatchObject([{ buyerId: ben.id, pass: { number: 7 } }]);
  });

  it("limits its bearer by itself, not by an address that many share", async () => {
    const { call } = newWorld();
    const hold = (text: string) =>
      call("POST", "/bookings", { "sluice-pass": text }, { event_id: event, seat_id: seatId(event, 0) });
    for (let i = 0; i < RATE_LIMITS.address.capacity + 10; i++) {
      const signed = tokens.signPass({ event, visitor: mintUserId(i), number: i, endsAtMs: pass.endsAtMs });
      expect((await hold(signed)).body["code"]).toBe("sold_out");
    }
  });
});

describe("without the waiting room", () => {
  it("nobody joins, polls on or gets a pass, and who has one goes on holding", async () => {
    const { join, poll, claim, call, world } = newWorld();
    world.snapshot = undefined;
    for (const answer of [
      await join(basic(ann)),
      await poll(tokenOf(ann.id)),
      await claim(tokenOf(ann.id, NOW_S - 61)),
    ]) {
      expect([answer.status, answer.body["code"], answer.headers.get("retry-after")]).toEqual([
        503,
        "unavailable",
        "2",
      ]);
    }
    const signed = tokens.signPass({ event, visitor: ann.id, number: 7, endsAtMs: pass.endsAtMs });
    await call("POST", "/bookings", { "sluice-pass": signed }, { event_id: event, seat_id: seatId(event, 0) });
    expect(world.commands).toHaveLength(1);
  });
});

describe("the draw", () => {
  it("is public, as far as it is made", async () => {
    const { call } = newWorld();
    expect((await call("GET", `/events/${event}/draw`)).body).toEqual({
      event_id: event,
      commitment: "c",
      beacon: { chain: "d", round: 7 },
      seed: null,
      randomness: null,
      drawn_at: null,
    });
  });
});

describe("the operator", () => {
  const change = (world: ReturnType<typeof newWorld>, body: object, key = OPERATOR_KEY) =>
    world.call(
      "PATCH",
      `/operations/events/${event}/queue`,
      key === "" ? {} : { authorization: `Bearer ${key}` },
      body,
    );

  it("sets what he names, and sees how the queue stands", async () => {
    const world = newWorld();
    const body = {
      rate_per_s: 0.5,
      opens_at: "2030-01-01T00:10:00.000Z",
      lobby_from: null,
      is_paused: true,
      message: "Soon",
    };
    const answer = await change(world, body);
    expect(world.world.changes).toEqual([
      { ratePerS: 0.5, opensAtMs: NOW_MS + 600_000, lobbyFromMs: null, isPaused: true, message: "Soon" },
    ]);
    expect(answer.body).toMatchObject({ event_id: event, phase: "open", joined: 1_200, settings: { rate_per_s: 50 } });
    expect((await change(world, {})).status).toBe(200);
    expect(world.world.changes[1]).toEqual({});
  });

  it("is told in the wire's words what the object finds wrong", async () => {
    const world = newWorld();
    world.world.snapshot = undefined;
    world.world.fault = "lobbyFromMs is before opensAtMs";
    const answer = await change(world, { lobby_from: "2030-01-01T00:10:00.000Z" });
    expect(answer.body).toMatchObject({
      code: "validation_failed",
      errors: [{ field: "lobby_from", detail: "is before opens_at" }],
    });
  });

  it("needs the key", async () => {
    const world = newWorld();
    expect((await change(world, {}, "")).body["code"]).toBe("unauthenticated");
    expect((await change(world, {}, "wrong")).body["code"]).toBe("forbidden");
    expect(world.world.changes).toEqual([]);
  });

  it.each([
    [{ rate_per_s: 0 }, "rate_per_s"],
    [{ max_active: 1.5 }, "max_active"],
    [{ mode: "maybe" }, "mode"],
    [{ message: "x".repeat(501) }, "message"],
    [{ opens_at: "soon" }, "opens_at"],
    [{ ratePerS: 1 }, "body"],
  ])("is told which member is wrong: %j", async (body, field) => {
    const answer = await change(newWorld(), body);
    expect(answer.body).toMatchObject({ code: "validation_failed", errors: [{ field }] });
  });
});
