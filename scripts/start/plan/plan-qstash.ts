import { join } from "node:path";
import { CommandFailure } from "../../command-failure.ts";
import { allOrNone } from "./all-or-none.ts";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { loopbackUrl, standIn } from "./stand-in.ts";

/** QStash itself, which needs a PUBLIC_URL that it can reach; or the stand-in, which delivers on loopback only. */
export function planQStash(
  input: PlanInput,
): ServicePlan<
  "PUBLIC_URL" | "QSTASH_URL" | "QSTASH_TOKEN" | "QSTASH_CURRENT_SIGNING_KEY" | "QSTASH_NEXT_SIGNING_KEY"
> {
  const { settings, keys, ports, dataDirectory, timeScale } = input;
  const real = allOrNone(
    settings,
    "QSTASH_URL",
    "QSTASH_TOKEN",
    "QSTASH_CURRENT_SIGNING_KEY",
    "QSTASH_NEXT_SIGNING_KEY",
    "PUBLIC_URL",
  );
  if (real) return { standIns: [], variables: real, place: `${new URL(real.QSTASH_URL).host} (your QSTASH_URL)` };
  if (settings["PUBLIC_URL"] !== undefined) {
    throw new CommandFailure(
      "PUBLIC_URL is set, so QSTASH_URL must be set too: the local QStash delivers on loopback only",
    );
  }
  const variables = {
    PUBLIC_URL: loopbackUrl(ports.product),
    QSTASH_URL: loopbackUrl(ports.qstash),
    QSTASH_TOKEN: keys.qstashToken,
    QSTASH_CURRENT_SIGNING_KEY: keys.qstashCurrentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: keys.qstashNextSigningKey,
  };
  const process = standIn("qstash", {
    PORT: String(ports.qstash),
    QSTASH_TOKEN: keys.qstashToken,
    QSTASH_CURRENT_SIGNING_KEY: keys.qstashCurrentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: keys.qstashNextSigningKey,
    QSTASH_DATA_FILE: join(dataDirectory, "qstash.db"),
    QSTASH_TIME_SCALE: String(timeScale),
  });
  return { standIns: [process], variables, place: variables.QSTASH_URL };
}
