import { and, eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { RefundId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";
import { tickets } from "../../schema/tickets.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { changePayment } from "../payments/change-payment.ts";
import { followPayment } from "../payments/follow-payment.ts";
import { lockBookingOf } from "../payments/lock-booking.ts";
import { endRefund } from "./end-refund.ts";
import { findRefund } from "./find-refund.ts";
import { isUnderWay } from "./is-under-way.ts";
import { resumeCancellation } from "./resume-cancellation.ts";

/**
 * `Refunds.fail`. The seats were never freed, so the buyer of a booking that this refund would have ended has his tickets
 * again; not where the bank took the money back meanwhile. Throws when there is no such refund.
 */
export async function failRefund(
  db: Database,
  id: RefundId,
  error: string,
  outboxId: string,
  trace: Trace,
): Promise<void> {
  const refund = await findRefund(db, id);
  if (refund === undefined) throw new Error(`no refund ${id}`);
  const { paymentId, bookingId } = refund;
  const { requestId } = trace;
  const isCompleted = sql`exists (select from payments where id = ${paymentId} and status = 'completed')`;
  await db.batch([
    lockBookingOf(db, paymentId),
    db
      .update(payments)
      .set({ flag: sql`case when flag = 'dispute_opened' then flag else 'refund_failed' end` })
      .where(and(eq(payments.id, paymentId), isUnderWay(id))),
    ...(refund.endsBooking
      ? [
          changePayment(db, { id: paymentId, fact: "refund_failed", when: isUnderWay(id), why: error, requestId }),
          db
            .update(tickets)
            .set({ status: "valid", voidedAt: null })
            .where(and(eq(tickets.bookingId, bookingId), eq(tickets.status, "void"), isCompleted, isUnderWay(id))),
          // The provider refuses because the buyer's bank decides: his tickets wait for that.
          changePayment(db, {
            id: paymentId,
            fact: "dispute_opened",
            when: sql`payments.flag = 'dispute_opened'`,
            why: "the refund was refused while the dispute is open",
            requestId,
          }),
          db
            .update(tickets)
            .set({ status: "held" })
            .where(
              and(
                eq(tickets.bookingId, bookingId),
                eq(tickets.status, "valid"),
                sql`exists (select from payments where id = ${paymentId} and status = 'disputed')`,
              ),
            ),
          resumeCancellation(db, paymentId, id, trace),
          followPayment(db, paymentId),
        ]
      : []),
    endRefund(db, id, "failed", error, requestId),
    consumeOutboxRow(db, outboxId),
  ]);
}
