/** The stand-in for drand as a process of its own. Settings: PORT (0: any), BEACON_KEY. */
import { runService } from "../process/run-service.ts";
import { portSetting, requiredSetting } from "../process/settings.ts";
import { startBeacon } from "./start-beacon.ts";

runService(async (env) => startBeacon({ port: portSetting(env), key: requiredSetting(env, "BEACON_KEY") }));
