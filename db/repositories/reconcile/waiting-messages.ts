import { sql } from "drizzle-orm";
import { isDead, isLiving } from "../outbox-rows.ts";
import { outbox } from "../../schema/outbox.ts";

/** They tell people what has happened. Money and seats do not wait for them. */
const TELLING = ["booking.paid", "refund.done", "payment.declined"];

/**
 * The body of a CTE: (booking_id, outbox_id, is_dead) of every message about a booking's money or seats that was not consumed.
 * Two halves, because each has an index of its own.
 */
export const waitingMessages = sql`
  select coalesce(message ->> 'bookingId', payments.booking_id, refunds.booking_id) as booking_id,
    unconsumed.id as outbox_id, is_dead
  from (
    select id, message, false as is_dead from ${outbox} where ${isLiving}
    union all
    select id, message, true from ${outbox} where ${isDead}
  ) as unconsumed
  left join payments on payments.id = message ->> 'paymentId'
  left join refunds on refunds.id = message ->> 'refundId'
  where message ->> 'type' not in ${TELLING}`;
