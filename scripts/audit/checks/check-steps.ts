import type { Remark } from "../remark.ts";
import type { World } from "../world.ts";

/** Domain events that have not had their effect, and webhooks that left none (I7). */
export function* checkSteps({ steps, lostMessages }: World): Generator<Remark> {
  for (const { id, eventId, bookingId, paymentId, createdAtMs, isDead, lastError } of steps) {
    const about = [bookingId ?? paymentId ?? eventId].filter((name) => name !== null).map((name) => ` (${name})`);
    const error = lastError === null ? "" : `; last error: ${lastError.slice(0, 120)}`;
    const says = `${id}${about.join("")}, written ${new Date(createdAtMs).toISOString()}${error}`;
    const remark = { event: eventId, subject: id, says };
    yield isDead ? { code: "step_dead", ...remark } : { code: "step_unconsumed", ...remark, sinceMs: createdAtMs };
  }
  for (const { provider, providerEventId, type, eventId } of lostMessages) {
    const says = `${type} by ${provider}'s event ${providerEventId} is in the inbox, and in no outbox row`;
    yield { code: "webhook_lost", event: eventId, subject: providerEventId, says };
  }
}
