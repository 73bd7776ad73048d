import { currentContext } from "../request-context.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";

/** Rows published by one call to the queue. */
const RELAY_BATCH = 50;
/** Batches in one go: more are left to the next request or the sweep, so that no invocation runs for ever. */
const RELAY_BATCHES_MAX = 20;

/**
 * Publishes what is due in the outbox. A row is only claimed here (its lease makes it due again later); it is done when
 * its step marks it consumed. Returns how many rows were published.
 */
export async function relay({ outbox, publisher }: Services): Promise<number> {
  let published = 0;
  for (let batch = 0; batch < RELAY_BATCHES_MAX; batch++) {
    const rows = await outbox.claim(RELAY_BATCH);
    if (rows.length > 0) await publisher.publish(rows);
    published += rows.length;
    if (rows.length < RELAY_BATCH) break;
  }
  return published;
}

/** The same behind the answer. A failure is only logged: the lease runs out and the sweep sends the rows again. */
export function relaySoon(services: Services): void {
  currentContext().waitUntil(relay(services).catch((error: unknown) => log.error("relay failed", error)));
}
