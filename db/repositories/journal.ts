import { sql } from "drizzle-orm";
import type { BookingSnapshot, Trace } from "../../domain/contract/event-object.ts";
import type { Database } from "../connect.ts";
import { OPEN_STATUSES } from "../../domain/payment/payment-statuses.ts";
import { saveBookings } from "./save-bookings.ts";

/** `Journal.save`: one transaction, safe to repeat and to run beside another one with older snapshots. */
export async function saveJournal(db: Database, snapshots: readonly BookingSnapshot[], trace: Trace): Promise<void> {
  if (snapshots.length === 0) return;
  await db.batch([...saveBookings(db, snapshots), announceEnded(db, snapshots, trace)]);
}

/**
 * A booking that ended while somebody may still be paying for it: his checkout has to be closed. The bookings are locked
 * by now, so that no attempt can be opened between this look and the commit.
 */
function announceEnded(db: Database, snapshots: readonly BookingSnapshot[], trace: Trace) {
  const ended = snapshots.flatMap(({ id, version, status }) =>
    status === "expired" || status === "cancelled" ? [{ id, version, type: `booking.${status}` }] : [],
  );
  return db.execute(sql`
    insert into outbox (id, message, request_id, traceparent)
    select ended.type || ':' || ended.id || ':' || ended.version,
      jsonb_build_object('type', ended.type, 'bookingId', ended.id, 'paymentId', payments.id), ${trace.requestId}, ${trace.traceparent}
    from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as ended (id text, version bigint, type text)
    join bookings on bookings.id = ended.id and bookings.seat_version = ended.version
    join payments on payments.booking_id = ended.id and payments.status in ${OPEN_STATUSES}
    on conflict (id) do nothing`);
}
