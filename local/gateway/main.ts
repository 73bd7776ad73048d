/**
 * The plain payment gateway as a process. Settings: PORT, GATEWAY_SECRET, GATEWAY_TEAM, GATEWAY_WEBHOOK_URL (nobody is told
 * without it), GATEWAY_DATA_FILE (in memory without it), GATEWAY_TIME_SCALE (1 unless set).
 */
import { runService } from "../process/run-service.ts";
import { portSetting, requiredSetting } from "../process/settings.ts";
import { startGateway } from "./start-gateway.ts";

runService(async (env) =>
  startGateway({
    port: portSetting(env),
    team: { slug: requiredSetting(env, "GATEWAY_TEAM"), secret: requiredSetting(env, "GATEWAY_SECRET") },
    webhookUrl: env["GATEWAY_WEBHOOK_URL"] || undefined,
    dataFile: env["GATEWAY_DATA_FILE"],
    timeScale: Number(env["GATEWAY_TIME_SCALE"] || "1"),
  }),
);
