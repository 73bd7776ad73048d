/** The mailbox as a process. Settings: PORT, MAIL_API_KEY, MAIL_DATA_FILE (in memory without it). */
import { runService } from "../process/run-service.ts";
import { portSetting, requiredSetting } from "../process/settings.ts";
import { startMailbox } from "./start-mailbox.ts";

runService(async (env) =>
  startMailbox({
    port: portSetting(env),
    apiKey: requiredSetting(env, "MAIL_API_KEY"),
    dataFile: env["MAIL_DATA_FILE"],
  }),
);
