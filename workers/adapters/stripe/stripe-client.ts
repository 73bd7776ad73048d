import { Stripe } from "stripe";

export interface StripeSettings {
  readonly STRIPE_SECRET_KEY: string;
  readonly STRIPE_WEBHOOK_SECRET: string;
  /** On a laptop: where the simulator is. Unset means Stripe itself. */
  readonly STRIPE_API_URL?: string | undefined;
}

const TIMEOUT_MS = 10_000;
/** A retry holds the buyer's request for another half second and more: one, and the rest is left to repeats of ours. */
const NETWORK_RETRIES = 1;

export function createStripeClient({ STRIPE_SECRET_KEY, STRIPE_API_URL }: StripeSettings): Stripe {
  return new Stripe(STRIPE_SECRET_KEY, {
    // The version whose shapes this adapter was written for: an SDK of another version does not compile here.
    apiVersion: "2026-10-28.endive",
    httpClient: Stripe.createFetchHttpClient(),
    telemetry: false,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: NETWORK_RETRIES,
    ...(STRIPE_API_URL ? addressOf(new URL(STRIPE_API_URL)) : {}),
  });
}

function addressOf({ protocol, hostname, port }: URL): { protocol: "http" | "https"; host: string; port: string } {
  const secure = protocol === "https:";
  return { protocol: secure ? "https" : "http", host: hostname, port: port || (secure ? "443" : "80") };
}
