import type { Redis } from "@upstash/redis/cloudflare";
import { z } from "zod";
import {
  admit,
  afterFailure,
  afterSuccess,
  CLOSED,
  type Admission,
  type BreakerSettings,
  type BreakerState,
} from "../../../domain/payment/circuit-breaker.ts";
import { BREAKER_SCRIPT } from "./breaker-script.ts";

/** Longer than a healthy Redis ever takes from the same region; short enough to be lost before a call to a provider. */
const REDIS_TIMEOUT_MS = 250;
/** After a failure Redis is left alone for this long, so that a dead Redis costs one time-out, not one per call. */
const REDIS_REST_MS = 2_000;

type Act = "admit" | "succeed" | "fail" | "read";

const number = z.coerce.number();
const replySchema = z.tuple([number, number, number, number, number, number]);

/**
 * One provider's circuit, shared by all isolates through Redis. While Redis is down or slow, each isolate goes on alone from
 * what it knew last. One step in Redis before a call; one after it, where that has something to tell.
 */
export class SharedBreaker {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #settings: BreakerSettings;
  readonly #now: () => number;
  #own: BreakerState = CLOSED;
  #redisRestsUntilMs = 0;

  constructor(redis: Redis, name: string, settings: BreakerSettings, now: () => number) {
    this.#redis = redis;
    this.#key = `breaker:${name}`;
    this.#settings = settings;
    this.#now = now;
  }

  async admit(): Promise<Admission> {
    const shared = await this.#ask("admit");
    if (shared !== undefined) return shared;
    const { state, admission } = admit(this.#own, this.#settings, this.#now());
    this.#own = state;
    return admission;
  }

  /** Of a call that was admitted. A success that finds nothing to forget is not told. */
  async succeeded(isProbe: boolean): Promise<void> {
    const hasNews = this.#own.failures > 0;
    this.#own = afterSuccess(this.#own, isProbe);
    if (hasNews) await this.#ask("succeed", isProbe);
  }

  async failed(): Promise<void> {
    this.#own = afterFailure(this.#own, this.#settings, this.#now());
    await this.#ask("fail");
  }

  async state(): Promise<BreakerState> {
    await this.#ask("read");
    return this.#own;
  }

  /** Undefined when Redis does not answer. */
  async #ask(act: Act, isProbe = false): Promise<Admission | undefined> {
    if (this.#now() < this.#redisRestsUntilMs) return undefined;
    try {
      const { threshold, timeoutMs } = this.#settings;
      const words = [act, this.#now(), threshold, timeoutMs, isProbe ? 1 : 0];
      const reply = await inTime(this.#redis.eval(BREAKER_SCRIPT, [this.#key], words));
      const [admitted, probing, retryAfterMs, failures, opened, probe] = replySchema.parse(reply);
      this.#own = { failures, openedAtMs: opened < 0 ? null : opened, probeAtMs: probe < 0 ? null : probe };
      return admitted === 1 ? { admitted: true, isProbe: probing === 1 } : { admitted: false, retryAfterMs };
    } catch {
      this.#redisRestsUntilMs = this.#now() + REDIS_REST_MS;
      return undefined;
    }
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("redis took too long")), REDIS_TIMEOUT_MS);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
