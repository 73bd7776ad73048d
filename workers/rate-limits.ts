import type { RateLimitRule } from "../domain/ports/rate-limiter.ts";
import { SECOND_MS } from "../domain/time.ts";

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A bucket of `tokens` that refills evenly over a minute, in the smallest whole steps: 100 is 5 every 3 s. */
function perMinute(name: string, tokens: number): RateLimitRule {
  const steps = greatestCommonDivisor(tokens, 60);
  return { name, capacity: tokens, refill: tokens / steps, everyMs: (60 / steps) * SECOND_MS };
}

/** Every limit of the HTTP API, in one place. */
export const RATE_LIMITS = {
  /** Any caller, by network address. */
  address: perMinute("address", 100),
  /** A signed-in buyer, from wherever. */
  user: perMinute("user", 1_000),
  /**
   * Who bears a queue token or a pass, instead of his address: carriers put whole cities behind one. Kept in the isolate alone:
   * a poll must not cost a call of Redis, and asking sooner gains nothing.
   */
  queueToken: { ...perMinute("queue-token", 120), isolateOnly: true },
  pass: perMinute("pass", 600),
  /** Joining: gains nothing when it is done again, and an address may be a city's. */
  join: { ...perMinute("join", 12), isolateOnly: true },
  joinAddress: { ...perMinute("join-address", 6_000), isolateOnly: true },
  /** Mails that verify an address: per address of the net, and per mailbox, whose owner may not have asked for any. */
  verifyAddress: perMinute("verify-address", 60),
  verifyMailbox: perMinute("verify-mailbox", 3),
  /** All callers of one route together: what the parts behind it can serve. */
  reading: perMinute("reading", 600_000),
  holding: perMinute("holding", 300_000),
  paying: perMinute("paying", 30_000),
  /** All requests of the deployment. */
  all: perMinute("all", 1_000_000),
  /**
   * Passwords tried that this isolate did not know already: few from one place, so that guessing is slow; more per account,
   * so that a rival who guesses from elsewhere cannot lock its owner out.
   */
  signIn: perMinute("sign-in", 20),
  signInAccount: perMinute("sign-in-account", 200),
  signInAddress: perMinute("sign-in-address", 60),
  /** Webhooks come from few addresses of the provider, and must never be lost to a limit meant for people. */
  webhook: perMinute("webhook", 60_000),
} as const satisfies Record<string, RateLimitRule>;

export type RouteLimit = "reading" | "holding" | "paying";
