/**
 * The Stripe simulator as a process. Settings: PORT, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_URL with STRIPE_WEBHOOK_SECRET
 * (nobody is told without it), STRIPE_DATA_FILE (in memory without it), STRIPE_TIME_SCALE (1 unless set).
 */
import { runService } from "../process/run-service.ts";
import { portSetting, requiredSetting } from "../process/settings.ts";
import { startStripeSimulator } from "./start-stripe-simulator.ts";

runService(async (env) => {
  const url = env["STRIPE_WEBHOOK_URL"];
  return startStripeSimulator({
    port: portSetting(env),
    secretKey: requiredSetting(env, "STRIPE_SECRET_KEY"),
    webhook: url ? { url, secret: requiredSetting(env, "STRIPE_WEBHOOK_SECRET") } : undefined,
    dataFile: env["STRIPE_DATA_FILE"],
    timeScale: Number(env["STRIPE_TIME_SCALE"] || "1"),
  });
});
