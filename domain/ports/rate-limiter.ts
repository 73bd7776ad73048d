/** A token bucket: `capacity` tokens at most, `refill` tokens added every `everyMs`. */
export interface RateLimitRule {
  readonly name: string;
  readonly capacity: number;
  readonly refill: number;
  readonly everyMs: number;
  /** Each isolate counts for itself: the shared bucket is never told. */
  readonly isolateOnly?: true;
}

export interface RateLimitVerdict {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** When the bucket gets its next tokens, milliseconds since 1970. */
  readonly resetAtMs: number;
}

export interface RateLimiter {
  /** Takes one token of `key`'s bucket. Waits for the shared bucket, but not long. Never throws. */
  take(rule: RateLimitRule, key: string): Promise<RateLimitVerdict>;
  /**
   * The same without waiting: the isolate's own bucket decides, the shared one is told behind the answer, and what it
   * says counts from the next request on. For requests that must never wait for Redis.
   */
  takeAtOnce(rule: RateLimitRule, key: string): RateLimitVerdict;
}
