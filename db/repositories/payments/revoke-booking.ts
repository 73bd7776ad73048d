import { and, eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { BookingId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { bookings } from "../../schema/bookings.ts";
import { tickets } from "../../schema/tickets.ts";
import { insertOutboxRows } from "../outbox-rows.ts";

/**
 * `Payments.revoke`. Tickets become void here before the object hears that the seats are free: never two valid tickets
 * for a seat. Throws when the booking was never paid. The booking's own status follows from the object's journal.
 */
export async function revokeBooking(db: Database, booking: BookingId, reason: string, trace: Trace): Promise<string> {
  const outboxId = `booking.revoked:${booking}`;
  const rows = [{ id: outboxId, message: { type: "booking.revoked" as const, bookingId: booking } }];
  const isPaid = sql`exists (select from bookings where id = ${booking} and paid_at is not null)`;
  const [locked] = await db.batch([
    db.select({ paidAt: bookings.paidAt }).from(bookings).where(eq(bookings.id, booking)).for("no key update"),
    refundCompleted(db, booking, reason, trace),
    db
      .update(tickets)
      .set({ status: "void", voidedAt: sql`now()` })
      .where(and(eq(tickets.bookingId, booking), eq(tickets.status, "valid"))),
    insertOutboxRows(db, rows, trace, isPaid),
  ]);
  if (!locked[0]?.paidAt) throw new Error(`booking ${booking} was never paid`);
  return outboxId;
}

function refundCompleted(db: Database, booking: BookingId, reason: string, { requestId }: Trace) {
  return db.execute(sql`
    with refunded as (
      update payments set status = 'refunded', heard_at = now()
      where booking_id = ${booking} and status = 'completed'
      returning id, booking_id
    ), followed as (
      update bookings set payment_status = 'refunded' from refunded where bookings.id = refunded.booking_id
    )
    insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
    select 'saga', 'payment', id, 'completed', 'refunded', ${reason}, ${requestId} from refunded`);
}
