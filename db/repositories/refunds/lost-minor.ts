import { sql } from "drizzle-orm";

/**
 * Value, of a payment that `isLost`: what of it still has to go back. That is what ended the booking or, without such a refund,
 * all of the money, because it had found no seats; what of earlier parts came back since; less all that was asked for since.
 */
export const lostMinor = sql`(
  select case when ending.created_at is null then payments.amount_minor
      else coalesce(sum(refunds.amount_minor) filter (
        where refunds.status = 'failed' and refunds.created_at <= ending.created_at and refunds.ended_at >= ending.created_at
      ), 0) end
    - coalesce(sum(refunds.amount_minor) filter (
        where refunds.status <> 'failed' and refunds.created_at > coalesce(ending.created_at, '-infinity')
      ), 0)
  from (select max(created_at) as created_at from refunds where payment_id = payments.id and ends_booking) as ending
  left join refunds on refunds.payment_id = payments.id
  group by ending.created_at
)::bigint`;
