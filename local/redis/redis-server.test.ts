import { spawnSync } from "node:child_process";
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis/cloudflare";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LoopbackRedis, startLoopbackRedis } from "./testing/loopback-redis.ts";
import { type RedisServer, startRedisServer } from "./start-redis-server.ts";

const TOKEN = "test-token";
const hasRedisServer = spawnSync("redis-server", ["--version"]).status === 0;

describe("the in-process Redis behind Upstash's REST protocol", () => {
  speaksUpstash(async () => undefined);
});

describe.skipIf(!hasRedisServer)("a real Redis behind Upstash's REST protocol (needs redis-server on the PATH)", () => {
  let real: LoopbackRedis;
  beforeAll(async () => {
    real = await startLoopbackRedis();
  });
  afterAll(() => real.stop());
  speaksUpstash(async () => real.url);
});

function speaksUpstash(redisUrl: () => Promise<string | undefined>): void {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedisServer({ port: 0, token: TOKEN, redisUrl: await redisUrl() });
    redis = clientOf(server);
  });
  afterAll(() => server.stop());
  beforeEach(() => redis.flushdb());

  it("keeps JSON values and texts apart as the SDK does", async () => {
    await redis.set("object", { seats: ["A-1", "A-2"], note: "é € 🎫" });
    await redis.set("text", "OK");
    expect(await redis.get("object")).toEqual({ seats: ["A-1", "A-2"], note: "é € 🎫" });
    expect(await redis.mget("text", "missing")).toEqual(["OK", null]);
    expect(await redis.get("text")).toBe("OK");
  });

  it("sets only if absent, and answers nothing when it did not", async () => {
    expect(await redis.set("lock", "first", { nx: true, px: 60_000 })).toBe("OK");
    expect(await redis.set("lock", "second", { nx: true })).toBeNull();
    expect(await redis.set("lock", "third", { xx: true, get: true })).toBe("first");
    expect(await redis.pttl("lock")).toBe(-1);
  });

  it("counts, and refuses to count what is no number", async () => {
    expect(await redis.incrby("n", 40)).toBe(40);
    expect(await redis.decr("n")).toBe(39);
    expect(await redis.incrbyfloat("n", 0.5)).toBe(39.5);
    await redis.set("word", "many");
    await expect(redis.incr("word")).rejects.toThrow("value is not an integer or out of range");
  });

  it("keeps hashes, and refuses to read them as texts", async () => {
    expect(await redis.hset("bucket", { tokens: 9, refilledAt: 1_000 })).toBe(2);
    expect(await redis.hgetall("bucket")).toEqual({ tokens: 9, refilledAt: 1_000 });
    expect(await redis.hincrby("bucket", "tokens", -2)).toBe(7);
    expect(await redis.hdel("bucket", "tokens", "refilledAt")).toBe(2);
    expect(await redis.exists("bucket")).toBe(0);
    await redis.hset("bucket", { tokens: 1 });
    await expect(redis.get("bucket")).rejects.toThrow("WRONGTYPE");
  });

  it("finds keys by pattern and type", async () => {
    await redis.mset({ "limit:a": 1, "limit:b": 2, "cache:a": 3 });
    await redis.hset("limit:h", { x: 1 });
    expect((await redis.keys("limit:?")).toSorted()).toEqual(["limit:a", "limit:b", "limit:h"]);
    const [, found] = await redis.scan(0, { match: "limit:[^b]", type: "string", count: 1_000 });
    expect(found).toEqual(["limit:a"]);
    expect(await redis.dbsize()).toBe(4);
  });

  it("runs a pipeline to its end though one command fails", async () => {
    await redis.set("word", "many");
    const pipeline = redis.pipeline().set("a", 1).incr("word").get("a");
    const [first, second, third] = await pipeline.exec({ keepErrors: true });
    expect(first).toMatchObject({ result: "OK" });
    expect(second?.error).toContain("not an integer");
    expect(third).toMatchObject({ result: 1 });
  });

  it("runs a transaction whole, or, when a command is none, not at all", async () => {
    expect(await redis.multi().set("a", 1).incr("a").exec()).toEqual(["OK", 2]);
    const answer = await post(server, "/multi-exec", [["SET", "a", "9"], ["NONSENSE"]]);
    expect(answer.status).toBe(400);
    expect(await redis.get("a")).toBe(2);
  });

  it("serves commands that the SDK has joined by itself", async () => {
    const joining = new Redis({ url: server.url, token: TOKEN, enableTelemetry: false, enableAutoPipelining: true });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => joining.set(`k${i}`, i)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => "OK"));
    expect(await Promise.all([joining.get("k0"), joining.get("k19"), joining.get("none")])).toEqual([0, 19, null]);
  });

  it("runs a script by its SHA once it was sent, shebang line or not", async () => {
    const script = redis.createScript<[string, number, null]>(`#!lua flags=allow-key-locking
      redis.call("SET", KEYS[1], ARGV[1])
      return { redis.call("GET", KEYS[1]), 3.9, false, "é" }`);
    expect(await script.exec(["key"], ["value"])).toEqual(["value", 3, null, "é"]);
    expect(await redis.evalsha(script.sha1, ["key"], ["again"])).toEqual(["again", 3, null, "é"]);
    expect(await redis.scriptExists(script.sha1, "0".repeat(40))).toEqual([1, 0]);
    await expect(redis.evalsha("0".repeat(40), [], [])).rejects.toThrow("NOSCRIPT");
  });

  it("hands a script the errors of its commands, and the client those of the script", async () => {
    await redis.set("word", "many");
    const caught = 'local r = redis.pcall("INCR", KEYS[1]); return r.err';
    expect(await redis.eval(caught, ["word"], [])).toContain("not an integer");
    await expect(redis.eval('return redis.call("INCR", KEYS[1])', ["word"], [])).rejects.toThrow("not an integer");
    await expect(redis.eval('return redis.error_reply("ERR mine")', [], [])).rejects.toThrow("ERR mine");
    await expect(redis.eval("leaked = 1", [], [])).rejects.toThrow("readonly table");
    await expect(redis.eval("return +", [], [])).rejects.toThrow("ERR");
  });

  it("lets exactly the limit through a token bucket under 50 calls at once", async () => {
    const limiter = new Ratelimit({ redis, limiter: Ratelimit.tokenBucket(1, "1 h", 10), ephemeralCache: false });
    expect(await admitted(limiter, 50)).toBe(10);
    expect((await limiter.getRemaining("buyer")).remaining).toBe(0);
    await limiter.resetUsedTokens("buyer");
    expect(await admitted(limiter, 5)).toBe(5);
  });

  it("lets exactly the limit through a fixed and a sliding window under 50 calls at once", async () => {
    for (const window of [Ratelimit.fixedWindow(10, "24 h"), Ratelimit.slidingWindow(10, "24 h")]) {
      await redis.flushdb();
      expect(await admitted(new Ratelimit({ redis, limiter: window, ephemeralCache: false }), 50)).toBe(10);
    }
  });

  it("refuses a wrong token, an unknown command and an unknown path", async () => {
    const stranger = new Redis({ url: server.url, token: "wrong", enableTelemetry: false });
    await expect(stranger.get("a")).rejects.toThrow("WRONGPASS");
    await expect(redis.exec(["NONSENSE", "a"])).rejects.toThrow("ERR unknown command");
    await expect(redis.exec(["GET"])).rejects.toThrow("ERR wrong number of arguments");
    expect((await post(server, "/", "no command")).status).toBe(400);
    expect((await post(server, "/elsewhere", ["PING"])).status).toBe(404);
  });
}

function clientOf(server: RedisServer): Redis {
  return new Redis({ url: server.url, token: TOKEN, enableTelemetry: false, retry: false });
}

function post(server: RedisServer, path: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function admitted(limiter: Ratelimit, calls: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: calls }, () => limiter.limit("buyer")));
  return answers.filter(({ success, reason }) => success && reason !== "timeout").length;
}
