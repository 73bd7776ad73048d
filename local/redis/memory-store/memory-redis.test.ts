import { describe, expect, it } from "vitest";
import { MemoryRedis } from "./memory-redis.ts";

function redisAt(startMs: number): { redis: MemoryRedis; advance: (ms: number) => void } {
  let nowMs = startMs;
  return { redis: new MemoryRedis(() => nowMs), advance: (ms) => (nowMs += ms) };
}

describe("expiry in the in-process Redis", () => {
  it("hides a key from the instant at which it expires", async () => {
    const { redis, advance } = redisAt(1_000_000);
    await redis.call(["SET", "hold", "A-1", "PX", "500"]);
    advance(499);
    expect(await redis.call(["GET", "hold"])).toBe("A-1");
    expect(await redis.call(["PTTL", "hold"])).toBe(1);
    advance(1);
    expect(await redis.call(["GET", "hold"])).toBeNull();
    expect(await redis.call(["PTTL", "hold"])).toBe(-2);
    expect(await redis.call(["DBSIZE"])).toBe(0);
  });

  it("keeps the expiry over INCR and HSET, drops it with SET and PERSIST", async () => {
    const { redis } = redisAt(0);
    await redis.call(["SET", "n", "1", "EX", "10"]);
    await redis.call(["INCR", "n"]);
    expect(await redis.call(["TTL", "n"])).toBe(10);
    await redis.call(["SET", "n", "1"]);
    expect(await redis.call(["TTL", "n"])).toBe(-1);
    await redis.call(["HSET", "h", "f", "1"]);
    await redis.call(["EXPIRE", "h", "10"]);
    await redis.call(["HSET", "h", "g", "1"]);
    expect(await redis.call(["PTTL", "h"])).toBe(10_000);
    expect(await redis.call(["PERSIST", "h"])).toBe(1);
    expect(await redis.call(["TTL", "h"])).toBe(-1);
  });

  it("sets an expiry only under its conditions, and removes at once what is past it", async () => {
    const { redis } = redisAt(5_000);
    await redis.call(["SET", "k", "v"]);
    expect(await redis.call(["EXPIRE", "k", "10", "XX"])).toBe(0);
    expect(await redis.call(["EXPIRE", "k", "10", "GT"])).toBe(0);
    expect(await redis.call(["EXPIRE", "k", "10", "NX"])).toBe(1);
    expect(await redis.call(["EXPIRE", "k", "20", "LT"])).toBe(0);
    expect(await redis.call(["EXPIRE", "k", "20", "GT"])).toBe(1);
    expect(await redis.call(["PTTL", "k"])).toBe(20_000);
    expect(await redis.call(["PEXPIREAT", "k", "4999"])).toBe(1);
    expect(await redis.call(["EXISTS", "k"])).toBe(0);
  });
});

describe("the in-process Redis", () => {
  it("tells a script the injected time", async () => {
    const { redis } = redisAt(1_700_000_000_123);
    expect(await redis.call(["EVAL", 'return redis.call("TIME")', "0"])).toEqual(["1700000000", "123000"]);
  });

  it("does not let a script call a script, nor see the machine", async () => {
    const { redis } = redisAt(0);
    await expect(redis.call(["EVAL", 'return redis.call("EVAL", "return 1", 0)', "0"])).rejects.toThrow("ERR unknown");
    await expect(redis.call(["EVAL", "return dofile('/etc/passwd')", "0"])).rejects.toThrow("nonexistent global");
    await expect(redis.call(["EVAL", "return os.time()", "0"])).rejects.toThrow("nonexistent global");
  });

  it("refuses a number that it could not hold exactly", async () => {
    const { redis } = redisAt(0);
    await redis.call(["SET", "n", String(Number.MAX_SAFE_INTEGER)]);
    await expect(redis.call(["INCR", "n"])).rejects.toThrow("overflow");
    await expect(redis.call(["INCRBY", "n", "9223372036854775807"])).rejects.toThrow("out of range");
    expect(await redis.call(["GET", "n"])).toBe(String(Number.MAX_SAFE_INTEGER));
  });

  it("refuses options of SET that contradict each other", async () => {
    const { redis } = redisAt(0);
    for (const options of [["NX", "XX"], ["EX", "1", "PX", "1"], ["KEEPTTL", "EX", "1"], ["SOON"]]) {
      await expect(redis.call(["SET", "k", "v", ...options])).rejects.toThrow("ERR syntax error");
    }
    await expect(redis.call(["SET", "k", "v", "EX", "0"])).rejects.toThrow("invalid expire time");
    expect(await redis.call(["EXISTS", "k"])).toBe(0);
  });

  it("finds nothing by the names that every JavaScript object has", async () => {
    const { redis } = redisAt(0);
    await expect(redis.call(["constructor"])).rejects.toThrow("ERR unknown command");
    expect(await redis.call(["GET", "__proto__"])).toBeNull();
  });
});
