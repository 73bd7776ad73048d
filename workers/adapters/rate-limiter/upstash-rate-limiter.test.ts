import { Redis } from "@upstash/redis/cloudflare";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startRedisServer, type RedisServer } from "../../../local/redis/start-redis-server.ts";
import { runInContext } from "../../request-context.ts";
import { UpstashRateLimiter } from "./upstash-rate-limiter.ts";

const TOKEN = "test-token";
const NOW_MS = Date.UTC(2030, 0, 1);
const rule = { name: "test", capacity: 3, refill: 1, everyMs: 60_000 };
const trace = { requestId: "req_1", traceparent: "00-a-b-01" };

let server: RedisServer;
const fetches = vi.spyOn(globalThis, "fetch");

// Clock and time-outs are the test's: no answer of Redis is ever too late, unless a test lets the time pass.
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW_MS, toFake: ["Date", "setTimeout", "clearTimeout"] });
  server = await startRedisServer({ port: 0, token: TOKEN, now: () => Date.now() });
});

afterEach(async () => {
  fetches.mockReset();
  vi.useRealTimers();
  await server.stop();
});

/** One isolate's limiter; all of a test share one Redis. The SDK takes `retry: false` for one retry. */
function newLimiter(url = server.url): UpstashRateLimiter {
  const redis = new Redis({ url, token: TOKEN, retry: { retries: 0 }, enableTelemetry: false });
  return new UpstashRateLimiter(redis);
}

async function take(limiter: UpstashRateLimiter, times: number): Promise<boolean[]> {
  const allowed = [];
  for (let i = 0; i < times; i++) allowed.push((await limiter.take(rule, "ann")).allowed);
  return allowed;
}

/** How often Redis was called by `work`. */
async function callsDuring(work: () => unknown): Promise<number> {
  const before = fetches.mock.calls.length;
  await work();
  return fetches.mock.calls.length - before;
}

/** Takes one token without waiting, and gives what goes on behind the answer. */
function takeAtOnce(limiter: UpstashRateLimiter) {
  const behind: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void behind.push(work);
  const verdict = runInContext({ trace, waitUntil }, () => limiter.takeAtOnce(rule, "ann"));
  return { verdict, behind };
}

describe("a bucket shared by all isolates", () => {
  it("gives its tokens once, whichever isolate asks", async () => {
    const [one, other] = [newLimiter(), newLimiter()];
    expect(await take(one, 2)).toEqual([true, true]);
    const last = await other.take(rule, "ann");
    expect(last).toEqual({ allowed: true, limit: 3, remaining: 0, resetAtMs: NOW_MS + 60_000 });
    const refused = { allowed: false, limit: 3, remaining: 0, resetAtMs: NOW_MS + 60_000 };
    expect(await one.take(rule, "ann")).toEqual(refused);
    expect(await other.take(rule, "ann")).toEqual(refused);
  });

  it("is one per caller and rule", async () => {
    const limiter = newLimiter();
    expect(await take(limiter, 4)).toEqual([true, true, true, false]);
    expect((await limiter.take(rule, "ben")).allowed).toBe(true);
    expect((await limiter.take({ ...rule, name: "other" }, "ann")).allowed).toBe(true);
  });

  it("is not asked about a caller that it has refused, until it has tokens again", async () => {
    const [one, other] = [newLimiter(), newLimiter()];
    await take(one, 3);
    expect(await take(other, 1)).toEqual([false]);
    vi.setSystemTime(NOW_MS + 59_999);
    expect(await callsDuring(async () => expect(await take(other, 5)).not.toContain(true))).toBe(0);
    vi.setSystemTime(NOW_MS + 60_000);
    expect(await callsDuring(async () => expect(await take(other, 1)).toEqual([true]))).toBe(1);
  });
});

describe("without Redis", () => {
  it("the isolate's own bucket limits, and Redis is tried again every two seconds only", async () => {
    const gone = await startRedisServer({ port: 0, token: TOKEN });
    await gone.stop();
    const limiter = newLimiter(gone.url);
    expect(await callsDuring(async () => expect(await take(limiter, 2)).toEqual([true, true]))).toBe(1);
    vi.setSystemTime(NOW_MS + 1_999);
    expect(await callsDuring(async () => expect(await take(limiter, 2)).toEqual([true, false]))).toBe(0);
    vi.setSystemTime(NOW_MS + 2_000);
    expect(await callsDuring(() => limiter.take(rule, "ben"))).toBe(1);
  });

  it("that answers too late, the isolate's own bucket answers after 250 ms, and Redis rests", async () => {
    const limiter = newLimiter();
    fetches.mockImplementation(() => new Promise(() => {}));
    const verdict = limiter.take(rule, "ann");
    const answered = vi.fn<() => void>();
    void verdict.then(answered);
    await vi.advanceTimersByTimeAsync(249);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await verdict).toMatchObject({ allowed: true, remaining: 2 });
    expect(await callsDuring(async () => expect(await take(limiter, 3)).toEqual([true, true, false]))).toBe(0);
  });
});

describe("a token taken at once", () => {
  it("is the isolate's own; what the shared bucket says counts from the next request on", async () => {
    const [one, other] = [newLimiter(), newLimiter()];
    await take(one, 3);
    const first = takeAtOnce(other);
    expect(first.verdict.allowed).toBe(true);
    await Promise.all(first.behind);
    const second = await callsDuring(() => {
      expect(takeAtOnce(other)).toEqual({
        verdict: { allowed: false, limit: 3, remaining: 0, resetAtMs: NOW_MS + 60_000 },
        behind: [],
      });
    });
    expect(second).toBe(0);
  });

  it("counts in the shared bucket", async () => {
    const [one, other] = [newLimiter(), newLimiter()];
    for (let i = 0; i < 2; i++) await Promise.all(takeAtOnce(one).behind);
    expect(await take(other, 2)).toEqual([true, false]);
  });

  it("is told to Redis together with others, a tenth of the bucket at a time", async () => {
    const limiter = newLimiter();
    const wide = { ...rule, capacity: 30 };
    const takeWide = () => {
      const behind: Promise<unknown>[] = [];
      runInContext({ trace, waitUntil: (work) => void behind.push(work) }, () => limiter.takeAtOnce(wide, "ann"));
      return Promise.all(behind);
    };
    expect(await callsDuring(async () => void (await takeWide(), await takeWide()))).toBe(0);
    await takeWide();
    expect((await newLimiter().take(wide, "ann")).remaining).toBe(26);
  });

  it("of a bucket that is the isolate's alone is never told to Redis", async () => {
    const limiter = newLimiter();
    const alone = { ...rule, isolateOnly: true } as const;
    const calls = await callsDuring(async () => {
      for (let i = 0; i < 3; i++) expect(limiter.takeAtOnce(alone, "ann").allowed).toBe(true);
      expect(limiter.takeAtOnce(alone, "ann").allowed).toBe(false);
      expect((await limiter.take(alone, "ben")).allowed).toBe(true);
    });
    expect(calls).toBe(0);
    expect((await newLimiter().take(alone, "ann")).allowed).toBe(true);
  });

  it("needs no Redis, and what goes on behind it never fails", async () => {
    const limiter = newLimiter();
    fetches.mockRejectedValue(new Error("no route to host"));
    const { verdict, behind } = takeAtOnce(limiter);
    expect(verdict.allowed).toBe(true);
    expect(behind).toHaveLength(1);
    await Promise.all(behind);
    expect(takeAtOnce(limiter)).toMatchObject({ verdict: { allowed: true, remaining: 1 }, behind: [] });
  });
});
