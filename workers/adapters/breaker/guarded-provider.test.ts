import { Redis } from "@upstash/redis/cloudflare";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startRedisServer, type RedisServer } from "../../../local/redis/start-redis-server.ts";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentProvider, ProviderSession } from "../../../domain/ports/payment-provider.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { guardProvider } from "./guarded-provider.ts";
import { SharedBreaker } from "./shared-breaker.ts";

const TOKEN = "test-token";
const START_MS = Date.UTC(2030, 0, 1);
const SETTINGS = { threshold: 5, timeoutMs: 60_000 };
const paymentId = mintPaymentId(1);
const amount = { amountMinor: 100, currency: "eur" };
const open: ProviderSession = { id: "cs_1", url: null, state: "open", intentId: null, amount };
const SESSION = ok(open);
const DOWN = refuse("payment_provider_unavailable");
const SAYS_NO = refuse("payment_provider_error");

type Answer = Result<ProviderSession>;

let server: RedisServer;
const fetches = vi.spyOn(globalThis, "fetch");

// Clock and time-outs are the test's: no answer of Redis is ever too late, unless a test lets the time pass.
beforeEach(async () => {
  vi.useFakeTimers({ now: START_MS, toFake: ["Date", "setTimeout", "clearTimeout"] });
  server = await startRedisServer({ port: 0, token: TOKEN, now: () => Date.now() });
});

afterEach(async () => {
  fetches.mockReset();
  vi.useRealTimers();
  await server.stop();
});

function atMs(ms: number): void {
  vi.setSystemTime(START_MS + ms);
}

/** One isolate's view of a provider that answers as it is told. All of a test share one Redis. */
function isolate(
  world: { answer: () => Answer | Promise<Answer> },
  { name = "stripe" as const, url = server.url } = {},
) {
  const asked: string[] = [];
  const adapter: Pick<PaymentProvider, "session" | "refund" | "verifyWebhook"> = {
    async session(id) {
      asked.push(id);
      return world.answer();
    },
    async refund() {
      asked.push("refund");
      const answer = await world.answer();
      return answer.ok ? ok(undefined) : answer;
    },
    verifyWebhook: async () => ok({ id: "evt_1", type: "any", kind: "ignored" }),
  };
  const redis = new Redis({ url, token: TOKEN, retry: { retries: 0 }, enableTelemetry: false });
  const breaker = new SharedBreaker(redis, name, SETTINGS, () => Date.now());
  return { asked, guarded: guardProvider(name, adapter as PaymentProvider, breaker, SETTINGS, () => Date.now()) };
}

function setUp() {
  const world = { answer: (): Answer | Promise<Answer> => SESSION };
  const [one, other] = [isolate(world), isolate(world)];
  const fail = async (times: number, { guarded } = one) => {
    world.answer = () => DOWN;
    for (let i = 0; i < times; i++) await guarded.session("cs_1");
    world.answer = () => SESSION;
  };
  return { world, one, other, fail };
}

const CLOSED_REPORT = { state: "Closed", failure_count: 0, threshold: 5, timeout_seconds: 60 };

describe("a provider behind its breaker", () => {
  it("is asked, and its answer given, while the circuit is closed", async () => {
    const { one } = setUp();
    expect(await one.guarded.session("cs_7")).toEqual(SESSION);
    expect(one.asked).toEqual(["cs_7"]);
    expect(await one.guarded.breaker()).toEqual(CLOSED_REPORT);
  });

  it("is not asked after five failures in a row, in whichever isolates, by any call, for a minute", async () => {
    const { one, other, fail } = setUp();
    await fail(3);
    await fail(2, other);
    expect(await one.guarded.breaker()).toMatchObject({ state: "Open", failure_count: 5 });
    one.asked.length = 0;
    atMs(59_999);
    const refused = refuse("payment_provider_unavailable", { retryAfterMs: 1 });
    expect(await one.guarded.session("cs_1")).toEqual(refused);
    expect(await one.guarded.refund({ id: paymentId, paymentId, intentId: "pi_1", amount })).toEqual(refused);
    expect(one.asked).toEqual([]);
  });

  it("is well when it says no: that counts as success", async () => {
    const { world, one, other, fail } = setUp();
    await fail(4);
    world.answer = () => SAYS_NO;
    expect(await other.guarded.session("cs_1")).toEqual(SAYS_NO);
    await fail(4);
    expect(await one.guarded.breaker()).toMatchObject({ state: "Closed", failure_count: 4 });
  });

  it("is well when it did answer, and only this call has to wait", async () => {
    const { world, one, other, fail } = setUp();
    await fail(4);
    const waits = refuse("payment_provider_unavailable", { isAnswered: true });
    world.answer = () => waits;
    expect(await other.guarded.refund({ id: paymentId, paymentId, intentId: "pi_1", amount })).toEqual(waits);
    await fail(4);
    expect(await one.guarded.breaker()).toMatchObject({ state: "Closed", failure_count: 4 });
  });

  it("is tried by one call among all isolates after a minute, whose success closes the circuit for all", async () => {
    const { world, one, other, fail } = setUp();
    await fail(5);
    atMs(60_000);
    expect((await other.guarded.breaker()).state).toBe("HalfOpen");
    one.asked.length = 0;
    const probe = Promise.withResolvers<Answer>();
    const begun = Promise.withResolvers<void>();
    world.answer = () => {
      begun.resolve();
      return probe.promise;
    };
    const probing = one.guarded.session("cs_probe");
    await begun.promise;
    const refused = refuse("payment_provider_unavailable", { retryAfterMs: 1_000 });
    expect(await other.guarded.session("cs_other")).toEqual(refused);
    expect(await one.guarded.session("cs_other")).toEqual(refused);
    probe.resolve(SESSION);
    expect(await probing).toEqual(SESSION);
    expect([one.asked, other.asked]).toEqual([["cs_probe"], []]);
    expect(await other.guarded.breaker()).toEqual(CLOSED_REPORT);
  });

  it("is left alone for another minute when the probe fails", async () => {
    const { one, other, fail } = setUp();
    await fail(5);
    atMs(60_000);
    await fail(1);
    atMs(119_999);
    const refused = refuse("payment_provider_unavailable", { retryAfterMs: 1 });
    expect(await other.guarded.session("cs_1")).toEqual(refused);
    expect(other.asked).toEqual([]);
    atMs(120_000);
    expect(await one.guarded.session("cs_1")).toEqual(SESSION);
  });

  it("stays cut off when a call that set out before comes back well", async () => {
    const { world, one, other, fail } = setUp();
    const late = Promise.withResolvers<Answer>();
    const begun = Promise.withResolvers<void>();
    world.answer = () => {
      begun.resolve();
      return late.promise;
    };
    const early = one.guarded.session("cs_early");
    await begun.promise;
    await fail(5, other);
    late.resolve(SESSION);
    expect(await early).toEqual(SESSION);
    expect((await one.guarded.breaker()).state).toBe("Open");
  });

  it("tells Redis of a success only when there were failures to forget", async () => {
    const { one } = setUp();
    fetches.mockClear();
    await one.guarded.session("cs_1");
    expect(fetches).toHaveBeenCalledTimes(1);
  });
});

describe("its webhooks", () => {
  it("are read while the circuit is open: that needs no call", async () => {
    const { one, fail } = setUp();
    await fail(5);
    expect(await one.guarded.verifyWebhook("clear", new Headers())).toMatchObject({
      ok: true,
      value: { kind: "ignored" },
    });
  });
});

describe("without Redis", () => {
  it("each isolate has a circuit of its own, and Redis is tried again every two seconds only", async () => {
    const gone = await startRedisServer({ port: 0, token: TOKEN });
    await gone.stop();
    const world = { answer: (): Answer => DOWN };
    const [one, other] = [isolate(world, { url: gone.url }), isolate(world, { url: gone.url })];
    fetches.mockClear();
    for (let i = 0; i < 5; i++) await one.guarded.session("cs_1");
    expect(await one.guarded.breaker()).toMatchObject({ state: "Open", failure_count: 5 });
    expect(await one.guarded.session("cs_1")).toEqual(refuse("payment_provider_unavailable", { retryAfterMs: 60_000 }));
    expect(fetches).toHaveBeenCalledTimes(1);
    expect(await other.guarded.breaker()).toEqual(CLOSED_REPORT);
    atMs(2_000);
    await one.guarded.breaker();
    expect(fetches).toHaveBeenCalledTimes(3);
  });

  it("that answers too late, a call waits 250 ms for it, and none after it", async () => {
    const { one } = setUp();
    fetches.mockImplementation(() => new Promise(() => {}));
    const answered = vi.fn<() => void>();
    const call = one.guarded.session("cs_1");
    void call.then(answered);
    await vi.advanceTimersByTimeAsync(249);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toEqual(SESSION);
    expect(await one.guarded.session("cs_2")).toEqual(SESSION);
    expect(one.asked).toEqual(["cs_1", "cs_2"]);
  });

  it("an isolate goes on from what it knew last", async () => {
    const { one, other, fail } = setUp();
    await fail(5, other);
    await one.guarded.session("cs_1");
    fetches.mockRejectedValue(new Error("no route to host"));
    expect((await one.guarded.breaker()).state).toBe("Open");
    expect(await one.guarded.session("cs_1")).toMatchObject({ refusal: { retryAfterMs: 60_000 } });
  });
});
