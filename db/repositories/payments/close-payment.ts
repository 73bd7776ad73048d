import { eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentEnding } from "../../../domain/ports/payments.ts";
import type { Database } from "../../connect.ts";
import { PAID_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { payments } from "../../schema/payments.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { changePayment } from "./change-payment.ts";
import { followPayment } from "./follow-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/**
 * `Payments.close`. What was last said to the buyer stays; the reason is told where nothing was.
 * Throws, and consumes nothing, when money went back of a payment that has bought seats meanwhile: people must see to it.
 */
export async function closePayment(
  db: Database,
  id: PaymentId,
  { fact, reason, isFlagged }: PaymentEnding,
  outboxId: string,
  { requestId }: Trace,
): Promise<void> {
  const wentBack = fact === "voided" || fact === "returned";
  const isPaid = sql`exists (select from payments where id = ${id} and status in ${PAID_STATUSES})`;
  const flag = isFlagged === true ? sql`, flag = ${reason}` : sql``;
  const set = sql`last_error = coalesce(payments.last_error, ${reason})${flag}`;
  const [, , [payment]] = await db.batch([
    lockBookingOf(db, id),
    changePayment(db, { id, fact, set, why: reason, requestId }),
    db
      .select({ isPaid: sql<boolean>`${isPaid}` })
      .from(payments)
      .where(eq(payments.id, id)),
    followPayment(db, id),
    consumeOutboxRow(db, outboxId, wentBack ? sql`not ${isPaid}` : undefined),
  ]);
  if (wentBack && payment?.isPaid === true) throw new Error(`money went back of payment ${id}, which has bought seats`);
}
