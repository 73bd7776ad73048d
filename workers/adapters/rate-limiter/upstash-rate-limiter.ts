import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis/cloudflare";
import type { RateLimiter, RateLimitRule, RateLimitVerdict } from "../../../domain/ports/rate-limiter.ts";
import { currentContext } from "../../request-context.ts";
import { IsolateBuckets } from "./isolate-buckets.ts";

/** Longer than a healthy Redis ever takes from the same region; short enough not to be noticed when it is down. */
const REDIS_TIMEOUT_MS = 250;
/** After a failure Redis is left alone for this long, so that a dead Redis costs one time-out, not one per request. */
const REDIS_REST_MS = 2_000;

/**
 * Token buckets shared by all isolates (@upstash/ratelimit), with the isolate's own buckets where Redis is down or slow.
 * A client that the shared bucket has refused is refused from this isolate's memory until its reset. What is taken at once is
 * told in tenths of the bucket: a call to Redis for each hold and bucket would be four calls for one.
 */
export class UpstashRateLimiter implements RateLimiter {
  readonly #redis: Redis;
  readonly #now: () => number;
  readonly #own = new IsolateBuckets();
  readonly #shared = new Map<string, Ratelimit>();
  readonly #blockedUntilMs = new Map<string, number>();
  #redisRestsUntilMs = 0;

  constructor(redis: Redis, now: () => number = Date.now) {
    this.#redis = redis;
    this.#now = now;
  }

  async take(rule: RateLimitRule, key: string): Promise<RateLimitVerdict> {
    const own = this.#takeOwn(rule, key);
    if (!own.allowed || rule.isolateOnly === true || this.#now() < this.#redisRestsUntilMs) return own;
    return (await this.#takeShared(rule, key)) ?? own;
  }

  takeAtOnce(rule: RateLimitRule, key: string): RateLimitVerdict {
    const own = this.#takeOwn(rule, key, 1);
    if (!own.allowed || rule.isolateOnly === true || this.#now() < this.#redisRestsUntilMs) return own;
    const owed = this.#own.settle(rule, key);
    if (owed > 0) currentContext().waitUntil(this.#takeShared(rule, key, owed));
    return own;
  }

  /** The isolate's verdict: refused while the shared bucket is known to be empty, else by the isolate's own bucket. */
  #takeOwn(rule: RateLimitRule, key: string, owed: 0 | 1 = 0): RateLimitVerdict {
    const blockedUntilMs = this.#blockedUntilMs.get(`${rule.name}:${key}`) ?? 0;
    if (blockedUntilMs <= this.#now()) return this.#own.take(rule, key, this.#now(), owed);
    return { allowed: false, limit: rule.capacity, remaining: 0, resetAtMs: blockedUntilMs };
  }

  async #takeShared(rule: RateLimitRule, key: string, tokens = 1): Promise<RateLimitVerdict | undefined> {
    try {
      const answer = await this.#limiter(rule).limit(key, { rate: tokens });
      if (answer.reason === "timeout") throw new Error("redis took too long");
      if (!answer.success) this.#block(`${rule.name}:${key}`, answer.reset);
      return { allowed: answer.success, limit: answer.limit, remaining: answer.remaining, resetAtMs: answer.reset };
    } catch {
      this.#redisRestsUntilMs = this.#now() + REDIS_REST_MS;
      return undefined;
    }
  }

  #block(id: string, untilMs: number): void {
    if (this.#blockedUntilMs.size >= 20_000) {
      const nowMs = this.#now();
      for (const [other, otherUntilMs] of this.#blockedUntilMs)
        if (otherUntilMs <= nowMs) this.#blockedUntilMs.delete(other);
      if (this.#blockedUntilMs.size >= 20_000) this.#blockedUntilMs.clear();
    }
    this.#blockedUntilMs.set(id, untilMs);
  }

  #limiter(rule: RateLimitRule): Ratelimit {
    const known = this.#shared.get(rule.name);
    if (known !== undefined) return known;
    const limiter = new Ratelimit({
      redis: this.#redis,
      limiter: Ratelimit.tokenBucket(rule.refill, `${rule.everyMs} ms`, rule.capacity),
      prefix: `limit:${rule.name}`,
      timeout: REDIS_TIMEOUT_MS,
      ephemeralCache: false,
      analytics: false,
    });
    this.#shared.set(rule.name, limiter);
    return limiter;
  }
}
