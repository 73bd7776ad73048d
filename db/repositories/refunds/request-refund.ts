/**
 * How money begins its way back. In one transaction behind the lock of the booking, so that of any number of requests each
 * sees what those before it have done: the refunds of a payment never add up to more than was paid, one is under way at a
 * time, and tickets are void before anybody hears that their seats are free. Money that the bank has sent back after its booking
 * had ended goes once more, and the booking, whose seats may be others' now, is left alone. What is refused writes nothing.
 */
import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { mintRefundId, type RefundId } from "../../../domain/contract/ids.ts";
import { PAID_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import type { Refund, RefundRequest } from "../../../domain/ports/refunds.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Database } from "../../connect.ts";
import { bookings } from "../../schema/bookings.ts";
import { payments } from "../../schema/payments.ts";
import { refunds } from "../../schema/refunds.ts";
import { tickets } from "../../schema/tickets.ts";
import { insertOutboxRows } from "../outbox-rows.ts";
import { changePayment } from "../payments/change-payment.ts";
import { followPayment } from "../payments/follow-payment.ts";
import { lockBookingOf } from "../payments/lock-booking.ts";
import { isLost } from "./is-lost.ts";
import { refundColumns } from "./refund-columns.ts";
import { writeRefund, type Verdict } from "./write-refund.ts";

/** `Refunds.request`. */
export async function requestRefund(
  db: Database,
  request: RefundRequest,
): Promise<Result<{ readonly refund: Refund; readonly replayed: boolean }>> {
  const [[booking], [payment]] = await db.batch([
    db.select({ id: bookings.id }).from(bookings).where(eq(bookings.id, request.bookingId)),
    moneyOf(db, request),
  ]);
  if (booking === undefined) return refuse("booking_not_found");
  if (payment === undefined) return refuse("booking_not_paid");

  const id = mintRefundId(Date.now());
  const isWritten = sql`exists (select from refunds where id = ${id})`;
  const isEnding = sql`exists (select from refunds where id = ${id} and ends_booking)`;
  const { reason, who, trace } = request;
  const [, judged, , , , , [refund]] = await db.batch([
    lockBookingOf(db, payment.id),
    writeRefund(db, id, payment.id, request),
    changePayment(db, {
      id: payment.id,
      fact: "refund_requested",
      when: isEnding,
      why: reason,
      who,
      requestId: trace.requestId,
    }),
    db
      .update(tickets)
      .set({ status: "void", voidedAt: sql`now()` })
      .where(and(eq(tickets.bookingId, request.bookingId), ne(tickets.status, "void"), isEnding)),
    followPayment(db, payment.id),
    insertOutboxRows(db, [rowOf(id)], trace, isWritten),
    db
      .select({ ...refundColumns, fingerprint: refunds.fingerprint })
      .from(refunds)
      .where(and(eq(refunds.bookingId, request.bookingId), eq(refunds.requestKey, request.repeat.scope))),
  ]);
  return answerOf(request, id, judged.rows[0], refund);
}

/** The payment that is meant: the one whose money is kept, or came back, else the newest, which a repeat may be about. */
function moneyOf(db: Database, { bookingId }: RefundRequest) {
  return db
    .select({ id: payments.id })
    .from(payments)
    .where(eq(payments.bookingId, bookingId))
    .orderBy(desc(inArray(payments.status, [...PAID_STATUSES])), desc(isLost), desc(payments.id))
    .limit(1);
}

function rowOf(refundId: RefundId) {
  return { id: `refund.requested:${refundId}`, message: { type: "refund.requested" as const, refundId } };
}

/** What was asked under this key before is answered first, whatever has become of the payment since. */
function answerOf(
  { repeat, endsBooking, amountMinor }: RefundRequest,
  id: RefundId,
  verdict: Verdict | undefined,
  found: (Refund & { readonly fingerprint: string }) | undefined,
): Result<{ readonly refund: Refund; readonly replayed: boolean }> {
  if (found !== undefined) {
    const { fingerprint, ...refund } = found;
    return fingerprint === repeat.fingerprint
      ? ok({ refund, replayed: refund.id !== id })
      : refuse("idempotency_key_reused");
  }
  if (verdict === undefined || verdict.refused === null)
    throw new Error(`refund ${id} was neither written nor refused`);
  const { refused, status } = verdict;
  if (refused !== "refund_too_large") return refuse(refused, refused === "booking_not_paid" ? { status } : {});
  const leftMinor = Number(verdict.left_minor);
  const isTheRest = !endsBooking && (amountMinor ?? leftMinor) === leftMinor;
  return refuse("refund_too_large", {
    leftMinor,
    detail: isTheRest ? "All that is left goes back only with the booking: ask without keeping it" : undefined,
  });
}
