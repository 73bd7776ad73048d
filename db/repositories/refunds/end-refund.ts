import { sql } from "drizzle-orm";
import type { RefundId } from "../../../domain/contract/ids.ts";
import type { RefundStatus } from "../../../domain/payment/refund-statuses.ts";
import type { Database } from "../../connect.ts";

/** Statement, behind all that ask how the refund stands: it has ended, with the audit row; or neither. */
export function endRefund(
  db: Database,
  id: RefundId,
  to: Exclude<RefundStatus, "requested">,
  why: string,
  requestId: string,
  from: RefundStatus = "requested",
) {
  return db.execute(sql`
    with ended as (
      update refunds set status = ${to}, ended_at = now(), last_error = ${to === "failed" ? why : null}
      where id = ${id} and status = ${from}
      returning id
    )
    insert into audit_log (who, entity, entity_id, from_state, to_state, why, request_id)
    select 'saga', 'refund', id, ${from}::text, ${to}::text, ${why}, ${requestId} from ended`);
}
