/**
 * The stand-in for QStash as a process of its own. Settings: PORT (0: any), QSTASH_TOKEN, QSTASH_CURRENT_SIGNING_KEY,
 * QSTASH_NEXT_SIGNING_KEY, QSTASH_DATA_FILE, QSTASH_TIME_SCALE (1 unless set).
 */
import { runService } from "../process/run-service.ts";
import { portSetting, requiredSetting } from "../process/settings.ts";
import { startQStash } from "./start-qstash.ts";

runService(async (env) =>
  startQStash({
    port: portSetting(env),
    token: requiredSetting(env, "QSTASH_TOKEN"),
    currentSigningKey: requiredSetting(env, "QSTASH_CURRENT_SIGNING_KEY"),
    nextSigningKey: requiredSetting(env, "QSTASH_NEXT_SIGNING_KEY"),
    dataFile: env["QSTASH_DATA_FILE"],
    timeScale: Number(env["QSTASH_TIME_SCALE"] || "1"),
  }),
);
