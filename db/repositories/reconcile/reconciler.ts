import { asc, gt, sql } from "drizzle-orm";
import type { EventId } from "../../../domain/contract/ids.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import type { Reconciler } from "../../../domain/ports/reconciler.ts";
import { SUSPECT_AFTER_MS } from "../../../domain/reconcile/patience.ts";
import type { Database } from "../../connect.ts";
import { events } from "../../schema/events.ts";
import { bookingCases } from "./booking-cases.ts";
import { findSuspects } from "./find-suspects.ts";
import { sendAgain } from "./send-again.ts";

export function createReconcilerRepository(db: Database): Reconciler {
  return {
    suspects: (limit) => findSuspects(db, limit),

    async cases(ids) {
      return ids.length === 0 ? [] : bookingCases(db, sql`id in ${ids}`, ids.length);
    },

    casesBetween(event, after, until, limit) {
      // The key begins with the event, so that its bookings are a range of it. "z" is the last character of an id.
      const prefix = `bkg_${event.slice(4)}`;
      const last = until ?? `${prefix}${"z".repeat(26)}`;
      return bookingCases(db, sql`event_id = ${event} and id > ${after ?? prefix} and id <= ${last}`, limit);
    },

    stalledCancellations: () => stalledCancellations(db),
    sendAgain: (message, trace) => sendAgain(db, message, trace),

    async eventAfter(event) {
      const [next] = await db
        .select({ id: events.id })
        .from(events)
        .where(event === null ? undefined : gt(events.id, event))
        .orderBy(asc(events.id))
        .limit(1);
      return next?.id;
    },
  };
}

/** Batches are counted on from the last one that was ever written, so that none is taken for one that is done. */
async function stalledCancellations(db: Database): Promise<readonly OutboxMessage[]> {
  const { rows } = await db.execute<{ event_id: EventId; batch: number }>(sql`
    with stalled as materialized (
      select id from events
      where cancelled_at < now() - ${SUSPECT_AFTER_MS}::int * interval '1 millisecond' and cancellation_done_at is null
        and not exists (
          select from outbox
          where consumed_at is null and message ->> 'type' = 'event.cancelled' and message ->> 'eventId' = events.id
        )
    )
    select id as event_id, (
      select coalesce(max((message ->> 'batch')::int) + 1, 0) from outbox
      where message ->> 'type' = 'event.cancelled' and message ->> 'eventId' = stalled.id
    ) as batch
    from stalled`);
  return rows.map(({ event_id: eventId, batch }) => ({ type: "event.cancelled", eventId, batch }));
}
