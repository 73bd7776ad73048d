import { eq } from "drizzle-orm";
import type { RefundId } from "../../../domain/contract/ids.ts";
import type { Refund } from "../../../domain/ports/refunds.ts";
import type { Database } from "../../connect.ts";
import { refunds } from "../../schema/refunds.ts";
import { refundColumns } from "./refund-columns.ts";

/** `Refunds.find`. */
export async function findRefund(db: Database, id: RefundId): Promise<Refund | undefined> {
  const [refund] = await db.select(refundColumns).from(refunds).where(eq(refunds.id, id));
  return refund;
}
