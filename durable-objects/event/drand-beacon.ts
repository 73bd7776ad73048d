import type { Beacon } from "../../domain/ports/beacon.ts";
import { SECOND_MS } from "../../domain/time.ts";

export interface BeaconSettings {
  /** Empty or unset: drand's own relay. */
  readonly BEACON_URL?: string | undefined;
  /** Hex; empty or unset: quicknet. Another chain must keep quicknet's clock. */
  readonly BEACON_CHAIN?: string | undefined;
}

const DRAND_URL = "https://api.drand.sh";
/** https://docs.drand.love/dev-guide/API%20Documentation%20v1/ and https://api.drand.sh/<chain>/info */
const QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const GENESIS_MS = 1_692_803_367 * SECOND_MS;
const PERIOD_MS = 3 * SECOND_MS;

const RANDOMNESS = /^[0-9a-f]{64}$/;

/**
 * drand over its HTTP API. The threshold signature behind a round is not checked here: whoever doubts a draw fetches the round
 * from any relay (`npm run draw` does), for the chain and the round's number were published before.
 */
export function createDrandBeacon({ BEACON_URL, BEACON_CHAIN }: BeaconSettings): Beacon {
  const url = (BEACON_URL || DRAND_URL).replace(/\/$/, "");
  const chain = BEACON_CHAIN || QUICKNET;
  return {
    chain,
    // Round 1 is published at the genesis.
    roundAfter: (atMs) => Math.max(1, Math.ceil((atMs - GENESIS_MS) / PERIOD_MS) + 1),
    async randomness(round, signal) {
      const answer = await fetch(`${url}/${chain}/public/${round}`, { signal });
      if (!answer.ok) {
        await answer.body?.cancel();
        throw new Error(`the beacon answered ${answer.status} for round ${round}`);
      }
      const body: unknown = await answer.json();
      const { round: given, randomness } = (typeof body === "object" && body !== null ? body : {}) as {
        readonly round?: unknown;
        readonly randomness?: unknown;
      };
      if (given !== round || typeof randomness !== "string" || !RANDOMNESS.test(randomness)) {
        throw new Error(`the beacon did not answer with round ${round}`);
      }
      return randomness;
    },
  };
}
