import type { RateLimitRule, RateLimitVerdict } from "../../../domain/ports/rate-limiter.ts";

interface Bucket {
  tokens: number;
  refilledAtMs: number;
  /** Taken since the shared bucket was last told. */
  owed: number;
}

/**
 * Token buckets in this isolate's memory: what limits while Redis is away. Bounded by two generations: when the young one is
 * full it becomes the old one, and what nobody has asked for since is forgotten, which errs towards letting somebody through.
 * (To delete the first key of a large Map for each new one costs 20 µs: it has to walk over those deleted before.)
 */
export class IsolateBuckets {
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();
  readonly #maxYoung: number;

  constructor(maxBuckets = 20_000) {
    this.#maxYoung = maxBuckets / 2;
  }

  /** `owed`: 1 for a token that the shared bucket is not told of in the same breath. */
  take(rule: RateLimitRule, key: string, nowMs: number, owed: 0 | 1 = 0): RateLimitVerdict {
    const bucket = this.#bucket(`${rule.name}:${key}`, rule.capacity, nowMs);
    const refills = Math.floor((nowMs - bucket.refilledAtMs) / rule.everyMs);
    if (refills > 0) {
      bucket.tokens = Math.min(rule.capacity, bucket.tokens + refills * rule.refill);
      bucket.refilledAtMs += refills * rule.everyMs;
    }
    const allowed = bucket.tokens > 0;
    if (allowed) {
      bucket.tokens -= 1;
      bucket.owed += owed;
    }
    return { allowed, limit: rule.capacity, remaining: bucket.tokens, resetAtMs: bucket.refilledAtMs + rule.everyMs };
  }

  /** What the shared bucket must be told now, and counts as told; 0 while it is less than a tenth of the bucket. */
  settle({ name, capacity }: RateLimitRule, key: string): number {
    const bucket = this.#young.get(`${name}:${key}`);
    if (bucket === undefined || bucket.owed < capacity / 10) return 0;
    const { owed } = bucket;
    bucket.owed = 0;
    return owed;
  }

  #bucket(id: string, capacity: number, nowMs: number): Bucket {
    const young = this.#young.get(id);
    if (young !== undefined) return young;
    const bucket = this.#old.get(id) ?? { tokens: capacity, refilledAtMs: nowMs, owed: 0 };
    if (this.#young.size >= this.#maxYoung) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(id, bucket);
    return bucket;
  }
}
