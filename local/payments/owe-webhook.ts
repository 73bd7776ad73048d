import type { SimulatedWorld } from "./simulated-world.ts";
import type { WebhookStore } from "./webhook-store.ts";

/** How far `reorderWebhooks` spreads webhooks, at time scale 1. */
const REORDER_SPREAD_MS = 5_000;

/** Writes down that a webhook is owed, as often and as late as chaos has it. In the transaction of its cause. */
export function oweWebhook({ chaos, nowMs, random, timeScale }: SimulatedWorld, store: WebhookStore, eventId: string) {
  const { duplicateWebhooks, reorderWebhooks, delayWebhooksMs } = chaos.settings;
  const copies = random() < duplicateWebhooks ? 2 : 1;
  for (let copy = 0; copy < copies; copy++) {
    const heldBackMs = delayWebhooksMs + (reorderWebhooks ? random() * REORDER_SPREAD_MS * timeScale : 0);
    store.add(eventId, Math.round(nowMs() + heldBackMs));
  }
}
