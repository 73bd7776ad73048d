import { sql } from "drizzle-orm";
import type { PaymentId, RefundId } from "../../../domain/contract/ids.ts";
import { PAID_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import type { RefundRequest } from "../../../domain/ports/refunds.ts";
import type { Database } from "../../connect.ts";
import { isLost } from "./is-lost.ts";
import { lostMinor } from "./lost-minor.ts";

type Refused =
  | "idempotency_key_reused"
  | "booking_not_paid"
  | "payment_disputed"
  | "refund_under_way"
  | "refund_too_large";

/** Numbers of 64 bits come as text. */
export interface Verdict extends Record<string, unknown> {
  readonly refused: Refused | null;
  readonly status: string;
  readonly left_minor: string;
}

/** Statement: judges the request, and writes the refund and its audit row where nothing is against it and its key is new. */
export function writeRefund(db: Database, id: RefundId, payment: PaymentId, request: RefundRequest) {
  const { bookingId, amountMinor, endsBooking, reason, who, repeat, trace } = request;
  return db.execute<Verdict>(sql`
    with money as (
      select payments.*, ${isLost} as is_lost, sums.is_under_way,
        case when ${isLost} then ${lostMinor} else amount_minor - sums.given end as left_minor
      from payments, lateral (
        select coalesce(sum(amount_minor) filter (where status <> 'failed'), 0)::bigint as given,
          coalesce(bool_or(status = 'requested'), false) as is_under_way
        from refunds where payment_id = payments.id
      ) as sums
      where payments.id = ${payment}
    ), asked as (
      select money.*, coalesce(${amountMinor ?? null}::bigint, left_minor) as wanted,
        ${endsBooking}::boolean and not is_lost as takes_back
      from money
    ), judged as (
      select asked.*, case
        when exists (
          select from refunds join bookings on bookings.id = refunds.booking_id
          where bookings.buyer_id = asked.buyer_id
            and refunds.request_key = ${repeat.scope} and refunds.fingerprint <> ${repeat.fingerprint}
        ) then 'idempotency_key_reused'
        when status not in ${PAID_STATUSES} and not is_lost then 'booking_not_paid'
        when status = 'disputed' then 'payment_disputed'
        when status = 'refunding' or is_under_way then 'refund_under_way'
        when is_lost and left_minor = 0 then 'booking_not_paid'
        when wanted > left_minor or (wanted = left_minor and not takes_back and not is_lost) then 'refund_too_large'
      end as refused
      from asked
    ), written as (
      insert into refunds (id, payment_id, booking_id, event_id, amount_minor, currency, ends_booking, reason, who,
        request_key, fingerprint)
      select ${id}, id, booking_id, event_id, wanted, currency, takes_back, ${reason}, ${who},
        ${repeat.scope}, ${repeat.fingerprint}
      from judged
      where refused is null
        and not exists (select from refunds where booking_id = ${bookingId} and request_key = ${repeat.scope})
      returning id
    ), audited as (
      insert into audit_log (who, entity, entity_id, to_state, why, request_id)
      select ${who}, 'refund', id, 'requested', ${reason}, ${trace.requestId} from written
    )
    select refused, status, left_minor from judged`);
}
