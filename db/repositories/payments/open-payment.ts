import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { OpenedPayment, OpenPayment, Payment } from "../../../domain/ports/payments.ts";
import type { Database } from "../../connect.ts";
import { bookings } from "../../schema/bookings.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { payments } from "../../schema/payments.ts";
import { insertOutboxRows } from "../outbox-rows.ts";
import { saveBookings } from "../save-bookings.ts";
import { followPayment } from "./follow-payment.ts";
import { paymentColumns } from "./payment-columns.ts";

/** How long one request may take to bring an attempt to the provider, before another one tries. */
const LOCK = sql`interval '60 seconds'`;

/**
 * `Payments.open`. The booking's row is locked by its own upsert, so of any number of requests for one booking each sees
 * what those before it have done, and one of them is answered `opened`. The lock on the attempt is a time in its row: a
 * request that died with it gives it back by time alone.
 */
export async function openPayment(db: Database, request: OpenPayment): Promise<OpenedPayment> {
  const { booking, paymentId, outbox, trace } = request;
  const rows = outbox.map((message) => ({ id: `${message.type}:${paymentId}`, message }));
  const exists = sql`exists (select from payments where id = ${paymentId})`;
  const [, , , taken, , , found] = await db.batch([
    ...saveBookings(db, [booking]),
    takeAttempt(db, request),
    insertOutboxRows(db, rows, trace, exists),
    followPayment(db, paymentId),
    findAttempts(db, request),
  ]);
  return verdict(request, taken.rows.length > 0, found);
}

/**
 * Inserts the attempt, or takes the lock of one whose lock has run out; gives its id, or no row. What is to be paid comes
 * from the booking's row; an attempt that exists keeps all it was given by the first request.
 */
function takeAttempt(db: Database, request: OpenPayment) {
  const { booking, paymentId, provider, acceptsEqualSeats, sessionExpiresAt, trace } = request;
  return db.execute<{ id: string }>(sql`
    with taken as (
      insert into payments (id, booking_id, event_id, buyer_id, provider, amount_minor, currency, session_expires_at,
        accepts_equal_seats, locked_until)
      select ${paymentId}, id, event_id, buyer_id, ${provider}, seat_total_minor, currency,
        ${sessionExpiresAt.toISOString()}::timestamptz, ${acceptsEqualSeats}, now() + ${LOCK}
      from bookings
      where id = ${booking.id} and seat_status = 'pending_payment' and seat_payment_id = ${paymentId}
        and not exists (
          select from payments
          where booking_id = bookings.id and id <> ${paymentId} and status in ${OPEN_STATUSES}
        )
      on conflict (id) do update set locked_until = excluded.locked_until
      where payments.status = 'pending' and payments.provider <> 'free' and payments.session_id is null
        and payments.locked_until <= now()
      returning id
    ), audited as (
      insert into audit_log (who, entity, entity_id, to_state, why, request_id)
      select 'saga', 'payment', id, 'pending', 'opened', ${trace.requestId} from taken
      where not exists (select from payments where payments.id = taken.id)
    )
    select id from taken`);
}

/** The attempt itself, and whichever attempt stands in its way while the booking waits for it. */
function findAttempts(db: Database, { booking, paymentId }: OpenPayment) {
  const awaited = and(eq(bookings.seatStatus, "pending_payment"), eq(bookings.seatPaymentId, paymentId));
  const inItsWay = and(inArray(payments.status, [...OPEN_STATUSES]), awaited);
  return db
    .select(paymentColumns)
    .from(payments)
    .innerJoin(bookings, eq(bookings.id, payments.bookingId))
    .where(and(eq(payments.bookingId, booking.id), or(eq(payments.id, paymentId), inItsWay)));
}

function verdict({ paymentId }: OpenPayment, taken: boolean, found: readonly Payment[]): OpenedPayment {
  const payment = found.find(({ id }) => id === paymentId);
  if (payment === undefined) {
    // Another attempt is being ended: its step runs, and then this one can be opened.
    const [other] = found;
    return other === undefined ? { kind: "booking_ended" } : { kind: "running", payment: other };
  }
  if (taken) return { kind: "opened", payment };
  if (payment.sessionId !== null || payment.provider === "free") return { kind: "answered", payment };
  return payment.status === "pending" ? { kind: "running", payment } : { kind: "booking_ended" };
}
