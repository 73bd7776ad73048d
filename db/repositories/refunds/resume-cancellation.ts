import { sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId, RefundId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";

/**
 * Statement, behind a dispute that was won or a refund that failed: where the event was cancelled meanwhile, the money that is
 * kept after all goes back to its buyer by another round of the cancellation, which may be long done. One for each cause.
 */
export function resumeCancellation(
  db: Database,
  payment: PaymentId,
  cause: PaymentId | RefundId,
  { requestId, traceparent }: Trace,
) {
  return db.execute(sql`
    insert into outbox (id, message, request_id, traceparent)
    select 'event.cancelled:' || events.id || ':' || ${cause}::text,
      jsonb_build_object('type', 'event.cancelled', 'eventId', events.id, 'batch', 0), ${requestId}, ${traceparent}
    from payments join events on events.id = payments.event_id
    where payments.id = ${payment} and payments.status = 'completed' and events.cancelled_at is not null
    on conflict (id) do nothing`);
}
