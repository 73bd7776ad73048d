import { chainOf } from "../../../local/beacon/chain-of.ts";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { loopbackUrl, standIn } from "./stand-in.ts";

/** drand, through the relay that is named; or the stand-in, whose chain is its own: a laptop needs no network. */
export function planBeacon(input: PlanInput): ServicePlan<"BEACON_URL" | "BEACON_CHAIN"> {
  const { settings, keys, ports } = input;
  const relay = settings["BEACON_URL"];
  if (relay !== undefined) {
    const variables = { BEACON_URL: relay, BEACON_CHAIN: settings["BEACON_CHAIN"] ?? "" };
    return { standIns: [], variables, place: `${relay} (your BEACON_URL)` };
  }
  const url = loopbackUrl(ports.beacon);
  return {
    standIns: [standIn("beacon", { PORT: String(ports.beacon), BEACON_KEY: keys.beaconKey })],
    variables: { BEACON_URL: url, BEACON_CHAIN: chainOf(keys.beaconKey) },
    place: `${url} (a stand-in: its draws prove nothing)`,
  };
}
