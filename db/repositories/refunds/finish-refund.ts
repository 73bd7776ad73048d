import { and, eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { RefundId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";
import { consumeOutboxRow, insertOutboxRows, type NewOutboxRow } from "../outbox-rows.ts";
import { changePayment } from "../payments/change-payment.ts";
import { followPayment } from "../payments/follow-payment.ts";
import { lockBookingOf } from "../payments/lock-booking.ts";
import { endRefund } from "./end-refund.ts";
import { findRefund } from "./find-refund.ts";
import { isUnderWay } from "./is-under-way.ts";

/** `Refunds.finish`. Throws when there is no such refund. */
export async function finishRefund(db: Database, id: RefundId, outboxId: string, trace: Trace): Promise<void> {
  const refund = await findRefund(db, id);
  if (refund === undefined) throw new Error(`no refund ${id}`);
  const { paymentId, bookingId, amountMinor, endsBooking } = refund;
  const { requestId } = trace;
  const told: NewOutboxRow = { id: `refund.done:${id}`, message: { type: "refund.done", refundId: id } };
  const freed: NewOutboxRow = { id: `booking.revoked:${bookingId}`, message: { type: "booking.revoked", bookingId } };
  await db.batch([
    lockBookingOf(db, paymentId),
    db
      .update(payments)
      .set({ refundedMinor: sql`${payments.refundedMinor} + ${amountMinor}`, heardAt: sql`now()` })
      .where(and(eq(payments.id, paymentId), isUnderWay(id))),
    ...(endsBooking
      ? [
          changePayment(db, {
            id: paymentId,
            fact: "refund_done",
            when: isUnderWay(id),
            why: `refund ${id} done`,
            requestId,
          }),
          followPayment(db, paymentId),
        ]
      : []),
    insertOutboxRows(db, endsBooking ? [freed, told] : [told], trace, isUnderWay(id)),
    endRefund(db, id, "done", "the provider has it", requestId),
    consumeOutboxRow(db, outboxId),
  ]);
}
