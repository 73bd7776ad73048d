import { sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { RefundId } from "../../../domain/contract/ids.ts";
import { changesBy } from "../../../domain/payment/payment-machine.ts";
import type { FailedRefund } from "../../../domain/ports/refunds.ts";
import type { Database } from "../../connect.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { notePayment } from "../payments/change-payment.ts";
import { lockBookingOf } from "../payments/lock-booking.ts";
import { endRefund } from "./end-refund.ts";
import { findRefund } from "./find-refund.ts";

/** Flag of a payment whose money is to go back, and did not. */
const FLAG = "refund_failed";

/** `Refunds.noteFailed`. Throws when there is no such refund. */
export async function noteFailedRefund(
  db: Database,
  failed: FailedRefund,
  outboxId: string,
  trace: Trace,
): Promise<boolean> {
  const { paymentId, refundId } = failed;
  if (refundId === paymentId) return noteReturnedMoney(db, failed, outboxId, trace);
  const refund = await findRefund(db, refundId as RefundId);
  if (refund?.paymentId !== paymentId) throw new Error(`no refund ${refundId} of ${paymentId}`);
  const { id, amountMinor } = refund;
  const isDone = sql`exists (select from refunds where id = ${id} and status = 'done')`;
  const isEnded = sql`exists (select from refunds where id = ${id} and status <> 'requested')`;
  const [, , , , { rows }] = await db.batch([
    lockBookingOf(db, paymentId),
    notePayment(db, {
      id: paymentId,
      set: sql`refunded_minor = refunded_minor - ${amountMinor}, flag = ${FLAG}`,
      when: isDone,
      why: `refund ${id} failed at the bank: ${failed.reason}`,
      requestId: trace.requestId,
    }),
    endRefund(db, id, "failed", failed.reason, trace.requestId, "done"),
    consumeOutboxRow(db, outboxId, isEnded),
    db.execute<{ ended: boolean }>(sql`select ${isEnded} as ended`),
  ]);
  return rows[0]?.ended === true;
}

/** Money that had found no seats. Where it was never claimed, nobody has written down yet what the provider calls it. */
async function noteReturnedMoney(
  db: Database,
  { paymentId, intentId, reason }: FailedRefund,
  outboxId: string,
  { requestId }: Trace,
): Promise<boolean> {
  const mayStillReturn = changesBy("returned").map(([from]) => from);
  const isReturned = sql`exists (select from payments where id = ${paymentId} and status not in ${mayStillReturn})`;
  const [, , , { rows }] = await db.batch([
    lockBookingOf(db, paymentId),
    notePayment(db, {
      id: paymentId,
      set: sql`flag = ${FLAG}, intent_id = coalesce(intent_id, ${intentId}::text)`,
      when: sql`status not in ${mayStillReturn} and flag is distinct from ${FLAG}`,
      why: `returned money came back from the bank: ${reason}`,
      requestId,
    }),
    consumeOutboxRow(db, outboxId, isReturned),
    db.execute<{ returned: boolean }>(sql`select ${isReturned} as returned`),
  ]);
  return rows[0]?.returned === true;
}
