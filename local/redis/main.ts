/** The stand-in for Upstash Redis as a process of its own. Settings: PORT (0: any), REDIS_TOKEN, REDIS_URL (optional). */
import { runService } from "../process/run-service.ts";
import { portSetting, requiredSetting } from "../process/settings.ts";
import { startRedisServer } from "./start-redis-server.ts";

runService(async (env) =>
  startRedisServer({
    port: portSetting(env),
    token: requiredSetting(env, "REDIS_TOKEN"),
    redisUrl: env["REDIS_URL"] || undefined,
  }),
);
