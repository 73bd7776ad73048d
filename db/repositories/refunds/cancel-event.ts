import { eq, sql } from "drizzle-orm";
import type { RepeatKey, Trace } from "../../../domain/contract/event-object.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import { CANCELLATION_REPEAT } from "../../../domain/payment/cancellation-repeat.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Database } from "../../connect.ts";
import { events } from "../../schema/events.ts";

/** `Refunds.cancelEvent`: statements whose first row decides about the others. Its object hears of it from the step. */
export async function cancelEvent(
  db: Database,
  event: EventId,
  reason: string,
  { scope }: RepeatKey,
  trace: Trace,
): Promise<Result<boolean>> {
  const row = `event.cancelled:${event}:${scope}`;
  const [again, first, [found]] = await db.batch([
    askAgain(db, event, reason, row, trace),
    db.execute(sql`
      with cancelled as (
        update events set cancelled_at = now(), cancel_reason = ${reason}, config_version = config_version + 1
        where id = ${event} and cancelled_at is null
        returning id
      ), queued as (${queue(event, row, trace)} from cancelled)
      insert into audit_log (who, entity, entity_id, to_state, why, request_id)
      select 'operator', 'event', id, 'cancelled', ${reason}, ${trace.requestId} from cancelled`),
    db.select({ id: events.id }).from(events).where(eq(events.id, event)),
  ]);
  return found === undefined ? refuse("event_not_found") : ok(first.rowCount > 0 || again.rowCount > 0);
}

/** Statement: the refunds that failed give up their key, so that their bookings are owed as if nobody had asked for them. */
function askAgain(db: Database, event: EventId, reason: string, row: string, trace: Trace) {
  const ofCancellation = sql`request_key = ${CANCELLATION_REPEAT.scope}`;
  return db.execute(sql`
    with resumed as (
      update events set cancellation_done_at = null
      where id = ${event} and cancel_reason = ${reason} and cancellation_done_at is not null
        and exists (select from refunds where event_id = ${event} and status = 'failed' and ${ofCancellation})
        and not exists (select from outbox where id = ${row})
      returning id
    ), freed as (
      update refunds set request_key = request_key || ':' || refunds.id
      from resumed where event_id = resumed.id and status = 'failed' and ${ofCancellation}
    ), queued as (${queue(event, row, trace)} from resumed)
    insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
    select 'operator', 'event', id, 'cancelled', 'cancelled', 'once more for what had failed', ${trace.requestId} from resumed`);
}

function queue(event: EventId, row: string, { requestId, traceparent }: Trace) {
  const message: OutboxMessage = { type: "event.cancelled", eventId: event, batch: 0 };
  return sql`insert into outbox (id, message, request_id, traceparent)
    select ${row}, ${JSON.stringify(message)}::jsonb, ${requestId}, ${traceparent}`;
}
