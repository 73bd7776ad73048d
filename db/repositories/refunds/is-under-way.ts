import { sql, type SQL } from "drizzle-orm";
import type { RefundId } from "../../../domain/contract/ids.ts";

/** Condition for the statements before `endRefund`: nobody has ended this refund. The booking's lock keeps it so. */
export function isUnderWay(id: RefundId): SQL {
  return sql`exists (select from refunds where id = ${id} and status = 'requested')`;
}
