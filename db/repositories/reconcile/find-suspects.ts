import { sql } from "drizzle-orm";
import { mintUlid, type BookingId } from "../../../domain/contract/ids.ts";
import { OPEN_STATUSES, PAID_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { SUSPECT_AFTER_MS } from "../../../domain/reconcile/patience.ts";
import { DAY_MS, MINUTE_MS } from "../../../domain/time.ts";
import type { Database } from "../../connect.ts";
import { waitingMessages } from "./waiting-messages.ts";

/** Ids begin with their time, so what is younger is a range of the key. */
const LOOK_BACK_MS = 2 * DAY_MS;
/** Tickets are counted so long after the saga last wrote: each sweep for every sale of the day would be a lot of counting. */
const COUNT_TICKETS_MS = 4 * MINUTE_MS;

/**
 * `Reconciler.suspects`: what makes seats and money of a booking odd, kind by kind. The journal may only be late, so the object
 * has the last word. Any of them, not the oldest: those that only staff can mend must not stand before the others for ever.
 */
export async function findSuspects(db: Database, limit: number): Promise<readonly BookingId[]> {
  const floor = mintUlid(Date.now() - LOOK_BACK_MS, (length) => new Uint8Array(length));
  const { rows } = await db.execute<{ id: BookingId }>(sql`
    with waiting as materialized (${waitingMessages}),
    recent as (
      select id from payments
      where id > ${`pay_${floor}`} or status in ${OPEN_STATUSES} or flag is not null
      union select payment_id from refunds where id > ${`rfd_${floor}`}
    ), suspects as (
      select distinct bookings.id
      from recent
      join payments on payments.id = recent.id
      join bookings on bookings.id = payments.booking_id
      where payments.heard_at < now() - ${SUSPECT_AFTER_MS}::int * interval '1 millisecond'
        and (${paidWithoutSeats} or ${soldWithoutMoney} or ${reservedForNothing} or ${openThoughEnded}
          or ${moneyAsleep} or ${refundAsleep} or ${ticketsAreOdd})
        and not exists (select from waiting where waiting.booking_id = bookings.id)
    )
    select id from suspects order by random() limit ${limit}`);
  return rows.map(({ id }) => id);
}

const isItsPayment = sql`bookings.seat_payment_id is not distinct from payments.id`;

const paidWithoutSeats = sql`payments.status in ${PAID_STATUSES}
  and not (bookings.seat_status = 'confirmed' and ${isItsPayment})`;

const soldWithoutMoney = sql`bookings.seat_status = 'confirmed' and ${isItsPayment}
  and payments.status not in ${PAID_STATUSES}`;

const reservedForNothing = sql`bookings.seat_status = 'pending_payment' and ${isItsPayment}
  and payments.status not in ${[...OPEN_STATUSES, ...PAID_STATUSES]}`;

const openThoughEnded = sql`bookings.seat_status in ('expired', 'cancelled') and payments.status in ${OPEN_STATUSES}`;

/** Its message was consumed in vain, or lost. */
const moneyAsleep = sql`(payments.status = 'authorised'
  or (payments.provider = 'free' and payments.status in ${OPEN_STATUSES}))`;

const refundAsleep = sql`(payments.status = 'refunding'
  or payments.id in (select payment_id from refunds where status = 'requested'))`;

/** Not one good ticket for each seat and place that was paid, or any ticket of money that is not kept. */
const ticketsAreOdd = sql`payments.heard_at > now() - ${COUNT_TICKETS_MS}::int * interval '1 millisecond' and case
  when payments.status in ('completed', 'disputed') then exists (
    select from (
      select seat, area, count from booking_items where booking_id = bookings.id
      union all
      select seat, area, case when status = case payments.status when 'completed' then 'valid' else 'held' end
        then -1 else 1000000 end
      from tickets where booking_id = bookings.id and status <> 'void'
    ) as item
    group by seat, area having sum(count) <> 0
  )
  else exists (select from tickets where booking_id = bookings.id and status <> 'void')
    and not exists (
      select from payments as other where other.booking_id = bookings.id and other.status in ${PAID_STATUSES}
    )
end`;
