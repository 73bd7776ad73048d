import { allOrNone } from "./all-or-none.ts";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { loopbackUrl, standIn } from "./stand-in.ts";

/** Upstash itself, a Redis of your own behind Upstash's REST protocol, or the in-memory one behind the same. */
export function planRedis(input: PlanInput): ServicePlan<"UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN"> {
  const { settings, keys, ports } = input;
  const upstash = allOrNone(settings, "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN");
  if (upstash) {
    const { host } = new URL(upstash.UPSTASH_REDIS_REST_URL);
    return { standIns: [], variables: upstash, place: `${host} (your UPSTASH_REDIS_REST_URL)` };
  }
  const redisUrl = settings["REDIS_URL"];
  const url = loopbackUrl(ports.redis);
  return {
    standIns: [
      standIn("redis", {
        PORT: String(ports.redis),
        REDIS_TOKEN: keys.redisToken,
        ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      }),
    ],
    variables: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: keys.redisToken },
    place: `${url}${redisUrl === undefined ? ", in memory" : " before your REDIS_URL"}`,
  };
}
