import { eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import type { Database } from "../../connect.ts";
import { outbox } from "../../schema/outbox.ts";
import { consumeOutboxRow, insertOutboxRows } from "../outbox-rows.ts";
import { isOwed } from "./is-owed.ts";

/**
 * `Refunds.advanceCancellation`. Done is looked at here once more, after the object has heard that nothing is sold any more:
 * whatever it had confirmed until then is an open payment now, or one that is owed to its buyer.
 */
export async function advanceCancellation(
  db: Database,
  event: EventId,
  batch: number,
  isLast: boolean,
  outboxId: string,
  trace: Trace,
): Promise<boolean> {
  return isLast ? endCancellation(db, event, outboxId, trace) : queueBatch(db, event, batch + 1, outboxId, trace);
}

async function queueBatch(db: Database, event: EventId, batch: number, outboxId: string, trace: Trace): Promise<true> {
  const message = { type: "event.cancelled" as const, eventId: event, batch };
  await db.batch([
    insertOutboxRows(db, [{ id: nextBatchId(outboxId, batch), message }], trace, sql`true`),
    consumeOutboxRow(db, outboxId),
  ]);
  return true;
}

async function endCancellation(db: Database, event: EventId, outboxId: string, { requestId }: Trace): Promise<boolean> {
  const isSettled = sql`not exists (select from payments where event_id = ${event} and status in ${OPEN_STATUSES})
    and not exists (select from payments where ${isOwed(event, ["completed"])})`;
  // A round that came after the end has its own bookings to deal with: that the first one is done does not end it.
  const isDone = sql`exists (select from events where id = ${event} and cancellation_done_at is not null)
    and ${isSettled}`;
  const [, , [found]] = await db.batch([
    db.execute(sql`
      with ended as (
        update events set cancellation_done_at = now()
        where id = ${event} and cancelled_at is not null and cancellation_done_at is null
          and ${isSettled}
        returning id
      )
      insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
      select 'saga', 'event', id, 'cancelled', 'cancelled', 'every booking was dealt with', ${requestId} from ended`),
    consumeOutboxRow(db, outboxId, isDone),
    db.select({ consumedAt: outbox.consumedAt }).from(outbox).where(eq(outbox.id, outboxId)),
  ]);
  return found?.consumedAt instanceof Date;
}

/** Of one round: each round has begun with a row of its own, whose id its later batches carry on. */
function nextBatchId(outboxId: string, batch: number): string {
  return `${outboxId.replace(/\+\d+$/, "")}+${batch}`;
}
