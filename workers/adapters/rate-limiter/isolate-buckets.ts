import type { RateLimitRule, RateLimitVerdict } from "../../../domain/ports/rate-limiter.ts";

interface Bucket {
  tokens: number;
  refilledAtMs: number;
}

/**
 * Token buckets in this isolate's memory: what limits while Redis is away. Bounded; when full, the bucket that was made
 * first is forgotten, which errs towards letting somebody through.
 */
export class IsolateBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #maxBuckets: number;

  constructor(maxBuckets = 20_000) {
    this.#maxBuckets = maxBuckets;
  }

  take(rule: RateLimitRule, key: string, nowMs: number): RateLimitVerdict {
    const bucket = this.#bucket(`${rule.name}:${key}`, rule.capacity, nowMs);
    const refills = Math.floor((nowMs - bucket.refilledAtMs) / rule.everyMs);
    if (refills > 0) {
      bucket.tokens = Math.min(rule.capacity, bucket.tokens + refills * rule.refill);
      bucket.refilledAtMs += refills * rule.everyMs;
    }
    const allowed = bucket.tokens > 0;
    if (allowed) bucket.tokens -= 1;
    return { allowed, limit: rule.capacity, remaining: bucket.tokens, resetAtMs: bucket.refilledAtMs + rule.everyMs };
  }

  #bucket(id: string, capacity: number, nowMs: number): Bucket {
    const known = this.#buckets.get(id);
    if (known !== undefined) return known;
    if (this.#buckets.size >= this.#maxBuckets) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    const fresh = { tokens: capacity, refilledAtMs: nowMs };
    this.#buckets.set(id, fresh);
    return fresh;
  }
}
