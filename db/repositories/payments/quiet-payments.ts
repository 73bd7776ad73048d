import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Payment } from "../../../domain/ports/payments.ts";
import type { Database } from "../../connect.ts";
import { bookings } from "../../schema/bookings.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { payments } from "../../schema/payments.ts";
import { paymentColumns } from "./payment-columns.ts";

/**
 * `Payments.quiet`: those that were asked about longest ago first. An attempt that was asked about rests for a minute;
 * sweeps that run at the same time do not get the same ones.
 */
export async function quietPayments(db: Database, limit: number): Promise<readonly Payment[]> {
  const due = db.$with("due").as(
    db
      .select({ id: payments.id })
      .from(payments)
      .innerJoin(bookings, eq(bookings.id, payments.bookingId))
      .where(
        and(
          inArray(payments.status, [...OPEN_STATUSES]),
          or(isNull(payments.askedAt), lt(payments.askedAt, sql`now() - interval '1 minute'`)),
          or(lt(bookings.seatDeadline, sql`now()`), lt(payments.heardAt, sql`now() - interval '10 minutes'`)),
        ),
      )
      .orderBy(sql`${payments.askedAt} nulls first`, payments.id)
      .limit(limit)
      .for("update", { of: payments, skipLocked: true }),
  );
  return db
    .with(due)
    .update(payments)
    .set({ askedAt: sql`now()` })
    .where(inArray(payments.id, db.select({ id: due.id }).from(due)))
    .returning(paymentColumns);
}
