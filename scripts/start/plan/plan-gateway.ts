import { join } from "node:path";
import { allOrNone } from "./all-or-none.ts";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { loopbackUrl, standIn } from "./stand-in.ts";

const TEAM = "sluice";

/** A plain payment gateway of your own, in its test mode; or the stand-in that speaks its protocol. */
export function planGateway(input: PlanInput): ServicePlan<"GATEWAY_URL" | "GATEWAY_SECRET" | "GATEWAY_TEAM"> {
  const { settings, keys, ports, dataDirectory, timeScale } = input;
  const real = allOrNone(settings, "GATEWAY_URL", "GATEWAY_SECRET", "GATEWAY_TEAM");
  if (real) return { standIns: [], variables: real, place: `${new URL(real.GATEWAY_URL).host} (your GATEWAY_URL)` };
  const url = loopbackUrl(ports.gateway);
  return {
    standIns: [
      standIn("gateway", {
        PORT: String(ports.gateway),
        GATEWAY_SECRET: keys.gatewaySecret,
        GATEWAY_TEAM: TEAM,
        GATEWAY_WEBHOOK_URL: `${loopbackUrl(ports.product)}/api/webhook/payment`,
        GATEWAY_DATA_FILE: join(dataDirectory, "gateway.db"),
        GATEWAY_TIME_SCALE: String(timeScale),
      }),
    ],
    variables: { GATEWAY_URL: url, GATEWAY_SECRET: keys.gatewaySecret, GATEWAY_TEAM: TEAM },
    place: `${url} (a stand-in: no real money)`,
  };
}
