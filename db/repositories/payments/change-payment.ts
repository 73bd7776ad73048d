import { sql, type SQL } from "drizzle-orm";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { changesBy, type PaymentFact } from "../../../domain/payment/payment-machine.ts";
import { OPEN_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";

export interface PaymentChange {
  readonly id: PaymentId;
  /** Only an attempt that stands where the machine has a place for it is changed. */
  readonly fact: PaymentFact;
  /** Further columns, `name = value, …`. */
  readonly set?: SQL;
  /** Further condition; the attempt's columns are `payments.…`. */
  readonly when?: SQL;
  readonly why: string;
  /** `saga` unless set. */
  readonly who?: string;
  readonly requestId: string;
}

/** Statement: what the fact makes of an attempt, and the audit row; or neither. Its `rowCount` says which. */
export function changePayment(db: Database, { id, fact, set, when, why, who = "saga", requestId }: PaymentChange) {
  return db.execute(sql`
    with target as (
      select id, status, ${statusAfter(changesBy(fact))} as to_state from payments
      where id = ${id} and status in ${changesBy(fact).map(([from]) => from)} ${when === undefined ? sql`` : sql`and ${when}`}
      for no key update
    ), changed as (
      update payments set heard_at = now(), status = target.to_state,
        ended_at = case when target.to_state in ${OPEN_STATUSES} then null else coalesce(payments.ended_at, now()) end
        ${set === undefined ? sql`` : sql`, ${set}`}
      from target where payments.id = target.id
      returning payments.id, target.status as from_state, payments.status as to_state
    )
    insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
    select ${who}, 'payment', id, from_state, to_state, ${why}, ${requestId} from changed`);
}

/** The machine's row of a fact, as SQL. */
function statusAfter(changes: readonly (readonly [from: PaymentStatus, to: PaymentStatus])[]): SQL {
  const cases = changes.map(([from, to]) => sql`when ${from} then ${to}`);
  return sql`case status ${sql.join(cases, sql` `)} end`;
}

/** Statement: notes something about an open attempt without changing its status, with an audit row; or does neither. */
export function notePayment(
  db: Database,
  {
    id,
    set,
    when,
    why,
    requestId,
  }: Pick<PaymentChange, "id" | "why" | "requestId"> & Required<Pick<PaymentChange, "set" | "when">>,
) {
  return db.execute(sql`
    with noted as (
      update payments set heard_at = now(), ${set} where id = ${id} and ${when} returning id, status
    )
    insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
    select 'saga', 'payment', id, status, status, ${why}, ${requestId} from noted`);
}
