import { and, eq, exists, inArray, isNotNull, isNull, lt, ne, not, or, sql, type SQL } from "drizzle-orm";
import type { OutboxType } from "../../../domain/ports/outbox.ts";
import type { Payment } from "../../../domain/ports/payments.ts";
import { ASK_AGAIN_MS, ASK_BANK_AGAIN_MS, QUIET_AFTER_MS } from "../../../domain/reconcile/patience.ts";
import type { Database } from "../../connect.ts";
import { bookings } from "../../schema/bookings.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { outbox } from "../../schema/outbox.ts";
import { payments } from "../../schema/payments.ts";
import { isDead } from "../outbox-rows.ts";
import { paymentColumns } from "./payment-columns.ts";

/** What becomes of asking. */
const NEWS: OutboxType[] = ["payment.authorised", "payment.told", "payment.processing", "payment.ended"];

/**
 * `Payments.quiet`: those past their deadline first, then those silent for longest; none whose news is a dead letter. One that
 * was asked about rests until the next sweep, or for an hour where a bank is at it; sweeps that run at the same time do not get
 * the same ones. One without a session is left alone while a request may still be bringing it to the provider; a free one has
 * nobody to ask.
 */
export async function quietPayments(db: Database, limit: number): Promise<readonly Payment[]> {
  const restMs = sql`case when ${payments.status} = 'processing' then ${ASK_BANK_AGAIN_MS}::int else ${ASK_AGAIN_MS}::int end`;
  const due = db.$with("due").as(
    db
      .select({ id: payments.id })
      .from(payments)
      .innerJoin(bookings, eq(bookings.id, payments.bookingId))
      .where(
        and(
          inArray(payments.status, [...OPEN_STATUSES]),
          ne(payments.provider, "free"),
          or(isNotNull(payments.sessionId), lt(payments.lockedUntil, sql`now()`)),
          or(isNull(payments.askedAt), lt(payments.askedAt, ago(restMs))),
          or(lt(bookings.seatDeadline, sql`now()`), lt(payments.heardAt, ago(sql`${QUIET_AFTER_MS}::int`))),
          not(hasDeadNews(db)),
        ),
      )
      .orderBy(
        sql`${bookings.seatDeadline} < now() desc nulls last`,
        sql`coalesce(${payments.askedAt}, ${payments.heardAt})`,
      )
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

/** What its provider said last has failed for good: the same again would too, and staff are at it. */
function hasDeadNews(db: Database): SQL {
  const message = outbox.message;
  return exists(
    db
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(isDead, sql`${message} ->> 'paymentId' = ${payments.id}`, inArray(sql`${message} ->> 'type'`, NEWS))),
  );
}

function ago(ms: SQL): SQL {
  return sql`now() - ${ms} * interval '1 millisecond'`;
}
