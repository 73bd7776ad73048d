import { eq, sql } from "drizzle-orm";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";

/** `Payments.unlock`. Nothing happened, so there is nothing to audit. */
export async function unlockPayment(db: Database, id: PaymentId): Promise<void> {
  await db
    .update(payments)
    .set({ lockedUntil: sql`now()` })
    .where(eq(payments.id, id));
}
