import { log } from "../log.ts";
import type { Services } from "../services.ts";
import { askQuietPayments } from "./ask-quiet-payments.ts";
import { reconcileSuspects } from "./reconcile/reconcile-suspects.ts";
import { relay } from "./relay.ts";

/** Rows that one sweep sends are 50 times so many: a backlog of an outage is gone in minutes, within a Worker's 10,000 calls. */
const SWEEP_BATCHES_MAX = 200;

/**
 * Each minute: what was published and not consumed is sent again, payments that nobody has heard of are asked about, and
 * bookings about which object and saga do not agree are brought together. What this gives rise to is sent at once. One part that
 * fails does not keep the others from running.
 */
export async function sweep(services: Services): Promise<void> {
  const send = (): Promise<number> => relay(services, SWEEP_BATCHES_MAX);
  const parts: readonly (readonly [part: string, run: () => Promise<number>])[] = [
    ["relay", send],
    ["quiet", () => askQuietPayments(services)],
    ["reconcile", () => reconcileSuspects(services)],
    ["relay of the sweep", send],
  ];
  for (const [part, run] of parts) {
    await run().then(
      (count) => log.info("sweep", { part, count }),
      (error: unknown) => log.error("sweep failed", error, { part }),
    );
  }
}
