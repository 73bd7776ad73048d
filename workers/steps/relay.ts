import { stepNameOf, type StepName } from "../../domain/contract/step-names.ts";
import type { OutboxRow } from "../../domain/ports/outbox.ts";
import type { RefusedRow } from "../../domain/ports/step-publisher.ts";
import { currentContext } from "../request-context.ts";
import { log } from "../log.ts";
import type { Services } from "../services.ts";

/** Rows published by one call to the queue. */
const RELAY_BATCH = 50;
/** Batches in one go: more are left to the next request or the sweep, so that no invocation runs for ever. */
export const RELAY_BATCHES_MAX = 20;

/**
 * Publishes what is due in the outbox. A row is only claimed here (its lease makes it due again later); it is done when
 * its step marks it consumed. One that cannot be published has failed, on its way to the dead letters, and stops no other.
 * Returns how many rows were published.
 */
export async function relay({ outbox, publisher }: Services, batchesMax = RELAY_BATCHES_MAX): Promise<number> {
  let published = 0;
  for (let batch = 0; batch < batchesMax; batch++) {
    const rows = await outbox.claim(RELAY_BATCH);
    const [known, unknown] = partition(rows);
    const refused = known.length > 0 ? await publisher.publish(known) : [];
    for (const { id, error } of [...unknown, ...refused]) {
      const isDead = await outbox.fail(id, error);
      log.warn("an outbox row cannot be published", { outboxId: id, error, isDead });
    }
    published += known.length - refused.length;
    if (rows.length < RELAY_BATCH) break;
  }
  return published;
}

/** Rows whose step there is, and those of which nobody here knows what to do: a newer deployment wrote them, say. */
function partition(rows: readonly OutboxRow[]): [known: OutboxRow[], unknown: RefusedRow[]] {
  const known: OutboxRow[] = [];
  const unknown: RefusedRow[] = [];
  for (const row of rows) {
    // What is stored may be of another version than the types here.
    const step: StepName | undefined = stepNameOf(row.message.type);
    if (step === undefined) unknown.push({ id: row.id, error: `no step understands ${row.message.type}` });
    else known.push(row);
  }
  return [known, unknown];
}

/** The same behind the answer. A failure is only logged: the lease runs out and the sweep sends the rows again. */
export function relaySoon(services: Services): void {
  currentContext().waitUntil(relay(services).catch((error: unknown) => log.error("relay failed", error)));
}
