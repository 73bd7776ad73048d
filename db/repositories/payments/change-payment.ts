import { sql, type SQL } from "drizzle-orm";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { OPEN_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";

export interface PaymentChange {
  readonly id: PaymentId;
  /** Only an attempt in one of these is changed. */
  readonly from: readonly PaymentStatus[];
  /** The same status when left out. */
  readonly to?: PaymentStatus;
  /** Further columns, `name = value, …`. */
  readonly set?: SQL;
  /** Further condition; the attempt's columns are `payments.…`. */
  readonly when?: SQL;
  readonly why: string;
  readonly requestId?: string;
}

/** Statement: changes an attempt and writes the audit row, or does neither. Its `rowCount` says which. */
export function changePayment(db: Database, { id, from, to, set, when, why, requestId }: PaymentChange) {
  const status = to === undefined ? sql`payments.status` : sql`${to}::text`;
  const isOpen =
    to === undefined ? sql`payments.ended_at is null` : sql`${(OPEN_STATUSES as readonly string[]).includes(to)}`;
  return db.execute(sql`
    with target as (
      select id, status from payments
      where id = ${id} and status in ${from} ${when === undefined ? sql`` : sql`and ${when}`}
    ), changed as (
      update payments set heard_at = now(), status = ${status},
        ended_at = case when ${isOpen} then null else coalesce(payments.ended_at, now()) end
        ${set === undefined ? sql`` : sql`, ${set}`}
      from target where payments.id = target.id
      returning payments.id, target.status as from_state, payments.status as to_state
    )
    insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
    select 'saga', 'payment', id, from_state, to_state, ${why}, ${requestId ?? null} from changed`);
}
