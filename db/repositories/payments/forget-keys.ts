import { and, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";

/** `Payments.forgetKeys`. */
export async function forgetKeys(db: Database, limit: number): Promise<number> {
  const old = db.$with("old").as(
    db
      .select({ id: payments.id })
      .from(payments)
      .where(and(isNotNull(payments.repeatScope), lt(payments.endedAt, sql`now() - interval '24 hours'`)))
      .orderBy(payments.endedAt)
      .limit(limit)
      .for("update", { skipLocked: true }),
  );
  const forgotten = await db
    .with(old)
    .update(payments)
    .set({ repeatScope: null, repeatFingerprint: null })
    .where(inArray(payments.id, db.select({ id: old.id }).from(old)))
    .returning({ id: payments.id });
  return forgotten.length;
}
