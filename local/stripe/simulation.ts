import { randomBytes } from "node:crypto";
import { oweWebhook } from "../payments/owe-webhook.ts";
import type { SimulatedWorld } from "../payments/simulated-world.ts";
import type { StripeEvent, StripeObject } from "./stripe-objects.ts";
import type { StripeStore } from "./stripe-store.ts";

/** The version that the SDK of this repository is pinned to. */
export const STRIPE_API_VERSION = "2026-10-28.endive";

/** What the simulator's operations work on. They run inside a transaction that their caller has opened. */
export interface Simulation extends SimulatedWorld {
  readonly store: StripeStore;
  /** Where the hosted pages are. */
  readonly baseUrl: () => string;
  readonly hasWebhook: boolean;
}

export function mintId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString("hex")}`;
}

export function nowSeconds(sim: Simulation): number {
  return Math.floor(sim.nowMs() / 1_000);
}

/** As the wire shows it: without our part, with the page's address while it is open. */
export function onTheWire(sim: Simulation, object: StripeObject): object {
  if (!("sim" in object)) return object;
  const { sim: _ours, ...shown } = object;
  if (shown.object === "payment_intent") return shown;
  return { ...shown, url: shown.status === "open" ? `${sim.baseUrl()}/pay/${shown.id}` : null };
}

/** Writes an event and the webhook that is owed for it. */
export function emit(sim: Simulation, type: string, object: StripeObject): void {
  const event: StripeEvent = {
    id: mintId("evt"),
    object: "event",
    api_version: STRIPE_API_VERSION,
    created: nowSeconds(sim),
    data: { object: onTheWire(sim, object) },
    livemode: false,
    pending_webhooks: sim.hasWebhook ? 1 : 0,
    request: { id: null, idempotency_key: null },
    type,
  };
  sim.store.save(event);
  if (sim.hasWebhook) oweWebhook(sim, sim.store.webhooks, event.id);
}
