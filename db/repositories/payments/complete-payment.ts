import { eq, sql, type SQL } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Ticket } from "../../../domain/ports/bookings.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { resumeCancellation } from "../refunds/resume-cancellation.ts";
import { changePayment } from "./change-payment.ts";
import { followPayment } from "./follow-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/**
 * `Payments.complete`. Everything behind the change of the attempt asks whether it is completed, so that an attempt that
 * ended otherwise leaves no trace; that is then thrown, as is a second valid ticket for a seat (by the unique index,
 * with nothing written).
 */
export async function completePayment(
  db: Database,
  id: PaymentId,
  tickets: readonly Ticket[],
  outboxId: string,
  trace: Trace,
): Promise<void> {
  const isCompleted = sql`exists (select from payments where id = ${id} and status = 'completed')`;
  const [, , [payment]] = await db.batch([
    lockBookingOf(db, id),
    changePayment(db, { id, fact: "captured", why: "captured", requestId: trace.requestId }),
    db.select({ status: payments.status }).from(payments).where(eq(payments.id, id)),
    followPayment(db, id),
    markBookingPaid(db, id),
    insertTickets(db, tickets, isCompleted),
    announcePaid(db, id, trace),
    // Of an event that was cancelled meanwhile: what has just been paid goes back.
    resumeCancellation(db, id, id, trace),
    consumeOutboxRow(db, outboxId, isCompleted),
  ]);
  if (payment?.status !== "completed")
    throw new Error(`payment ${id} is ${payment?.status ?? "unknown"}, not completed`);
}

function markBookingPaid(db: Database, id: PaymentId) {
  return db.execute(sql`
    update bookings set paid_at = payments.ended_at from payments
    where payments.id = ${id} and payments.status = 'completed'
      and bookings.id = payments.booking_id and bookings.paid_at is null`);
}

function insertTickets(db: Database, tickets: readonly Ticket[], condition: SQL) {
  const rows = tickets.map(({ id, bookingId, eventId, seat, area, code }) => ({
    id,
    seat,
    area,
    code,
    booking_id: bookingId,
    event_id: eventId,
  }));
  return db.execute(sql`
    insert into tickets (id, booking_id, event_id, seat, area, code)
    select id, booking_id, event_id, seat, area, code
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as ticket (id text, booking_id text, event_id text, seat int, area int, code text)
    where ${condition}
    on conflict (id) do nothing`);
}

function announcePaid(db: Database, id: PaymentId, { requestId, traceparent }: Trace) {
  return db.execute(sql`
    insert into outbox (id, message, request_id, traceparent)
    select 'booking.paid:' || id,
      jsonb_build_object('type', 'booking.paid', 'bookingId', booking_id, 'paymentId', id), ${requestId}, ${traceparent}
    from payments where id = ${id} and status = 'completed'
    on conflict (id) do nothing`);
}
