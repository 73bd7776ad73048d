import type { Context, MiddlewareHandler } from "hono";
import { refuse } from "../../../domain/result.ts";
import type { RateLimitRule, RateLimitVerdict } from "../../../domain/ports/rate-limiter.ts";
import { RATE_LIMITS, type RouteLimit } from "../../rate-limits.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";
import { clientAddress } from "./client-address.ts";

type Bucket = readonly [rule: RateLimitRule, key: string];

/**
 * Who asks, route and deployment, before anybody is signed in: the bearer of a good pass is the pass's visitor, else the
 * address. What all payments share is taken when it is known whose it is (`userLimited`).
 */
export function rateLimited(route: RouteLimit): MiddlewareHandler<AppEnv> {
  return limited(route, (context) =>
    route === "paying" ? [bearerBucket(context)] : [bearerBucket(context), ...sharedBuckets(route)],
  );
}

function sharedBuckets(route: RouteLimit): readonly Bucket[] {
  return [
    [RATE_LIMITS[route], "all"],
    [RATE_LIMITS.all, "all"],
  ];
}

function bearerBucket(context: Context<AppEnv>): Bucket {
  const pass = context.get("shownPass");
  return pass?.ok === true ? [RATE_LIMITS.pass, pass.value.visitor] : [RATE_LIMITS.address, clientAddress(context)];
}

/** Who joins a queue. Not by what all requests share: a million may come in the minute in which others pay. */
export const joinLimited: MiddlewareHandler<AppEnv> = limited("holding", (context) => [
  [RATE_LIMITS.joinAddress, clientAddress(context)],
]);

/** The signed-in buyer. After `signedIn` or `holderKnown`. */
export function userLimited(route: RouteLimit): MiddlewareHandler<AppEnv> {
  return limited(route, (context) => {
    const own: Bucket = [RATE_LIMITS.user, context.get("holder").id];
    return route === "paying" ? [own, ...sharedBuckets(route)] : [own];
  });
}

export const webhookLimited: MiddlewareHandler<AppEnv> = limited("reading", () => [[RATE_LIMITS.webhook, "all"]]);

/**
 * In order, the caller's own bucket first, and none after the first that is empty: who is refused must not use up what all others
 * share. Only where money begins the shared buckets are waited for; elsewhere the isolate's own decide, and Redis is told
 * behind the answer.
 */
function limited(
  route: RouteLimit,
  buckets: (context: Context<AppEnv>) => readonly Bucket[],
): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const { limiter } = context.get("kept").services;
    let tightest: RateLimitVerdict | undefined;
    for (const [rule, key] of buckets(context)) {
      const verdict = route === "paying" ? await limiter.take(rule, key) : limiter.takeAtOnce(rule, key);
      if (!verdict.allowed) return limitProblem(verdict);
      if (tightest === undefined || verdict.remaining < tightest.remaining) tightest = verdict;
    }
    await next();
    if (tightest !== undefined)
      for (const [name, value] of Object.entries(limitHeaders(tightest))) context.header(name, value);
    return undefined;
  };
}

/** 429, with when to come again. */
export function limitProblem(verdict: RateLimitVerdict): Response {
  const retryAfterMs = Math.max(0, verdict.resetAtMs - Date.now());
  return problem(refuse("rate_limited", { retryAfterMs }).refusal, limitHeaders(verdict));
}

/** `Reset` in whole seconds since 1970. */
export function limitHeaders({ limit, remaining, resetAtMs }: RateLimitVerdict): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(Math.ceil(resetAtMs / 1_000)),
  };
}
