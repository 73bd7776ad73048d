import type { Context, MiddlewareHandler } from "hono";
import { refuse } from "../../../domain/result.ts";
import type { RateLimitRule, RateLimitVerdict } from "../../../domain/ports/rate-limiter.ts";
import { RATE_LIMITS, type RouteLimit } from "../../rate-limits.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";
import { clientAddress } from "./client-address.ts";

type Bucket = readonly [rule: RateLimitRule, key: string];

/** Who asks, route and deployment, before anybody is signed in: the bearer of a good pass is the pass's visitor, else the address. */
export function rateLimited(route: RouteLimit): MiddlewareHandler<AppEnv> {
  return limited(route, (context) => [bearerBucket(context), [RATE_LIMITS[route], "all"], [RATE_LIMITS.all, "all"]]);
}

function bearerBucket(context: Context<AppEnv>): Bucket {
  const pass = context.get("shownPass");
  return pass?.ok === true ? [RATE_LIMITS.pass, pass.value.visitor] : [RATE_LIMITS.address, clientAddress(context)];
}

/** Who joins a queue, at once; and the deployment. */
export const joinLimited: MiddlewareHandler<AppEnv> = limited("holding", (context) => [
  [RATE_LIMITS.joinAddress, clientAddress(context)],
  [RATE_LIMITS.all, "all"],
]);

/** The signed-in buyer. After `signedIn` or `holderKnown`. */
export function userLimited(route: RouteLimit): MiddlewareHandler<AppEnv> {
  return limited(route, (context) => [[RATE_LIMITS.user, context.get("holder").id]]);
}

export const webhookLimited: MiddlewareHandler<AppEnv> = limited("reading", () => [[RATE_LIMITS.webhook, "all"]]);

/** A hold never waits for Redis: there the isolate's own buckets decide, and the shared ones are told behind it. */
function limited(
  route: RouteLimit,
  buckets: (context: Context<AppEnv>) => readonly Bucket[],
): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const { limiter } = context.get("kept").services;
    const verdicts =
      route === "holding"
        ? buckets(context).map(([rule, key]) => limiter.takeAtOnce(rule, key))
        : await Promise.all(buckets(context).map(([rule, key]) => limiter.take(rule, key)));
    const tightest = verdicts.reduce((a, b) => (b.remaining < a.remaining ? b : a));
    const refused = verdicts.find(({ allowed }) => !allowed);
    if (refused !== undefined) {
      const retryAfterMs = Math.max(0, refused.resetAtMs - Date.now());
      return problem(refuse("rate_limited", { retryAfterMs }).refusal, limitHeaders(refused));
    }
    await next();
    for (const [name, value] of Object.entries(limitHeaders(tightest))) context.header(name, value);
    return undefined;
  };
}

/** `Reset` in whole seconds since 1970. */
export function limitHeaders({ limit, remaining, resetAtMs }: RateLimitVerdict): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(Math.ceil(resetAtMs / 1_000)),
  };
}
