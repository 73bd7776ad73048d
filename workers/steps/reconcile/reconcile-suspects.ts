import { log } from "../../log.ts";
import { currentContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import { reconcileBookings } from "./reconcile-bookings.ts";

/** Each is a question to an object, and perhaps to a provider; more wait for the next sweep. */
const SUSPECTS_MAX = 100;

/**
 * The cheap part of reconciling, for each sweep: what Postgres alone finds odd, bookings and cancelled events that nobody is at.
 * How many were looked at.
 */
export async function reconcileSuspects(services: Services): Promise<number> {
  const { reconciler } = services;
  const stalled = await reconciler.stalledCancellations();
  for (const message of stalled) {
    const isSent = await reconciler.sendAgain(message, currentContext().trace);
    log.warn("an event's cancellation had stopped", { type: message.type, isSent });
  }
  const suspects = await reconciler.suspects(SUSPECTS_MAX);
  await reconcileBookings(services, suspects);
  return stalled.length + suspects.length;
}
