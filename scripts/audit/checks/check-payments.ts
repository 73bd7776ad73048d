import type { JoinedBooking, JoinedEvent, JoinedPayment } from "../join-event.ts";
import { OPEN, PAID } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";

/** A bank may take so long to answer, whatever has become of the seats meanwhile. */
const BANK_ANSWERS_WITHIN_MS = 14 * 24 * 60 * 60_000;

/** Attempts to pay, as Postgres has them: one at a time, about the booking's total, and none asleep (I2, I7). */
export function* checkPayments({ id: event, joined }: JoinedEvent): Generator<Remark> {
  for (const booking of joined) {
    yield* checkAttempts(event, booking);
    for (const payment of booking.payments) {
      yield* checkAmount(event, booking, payment);
      yield* checkTrail(event, payment);
      if (OPEN.has(payment.status)) yield* checkAwake(event, booking, payment);
      if (PAID.has(payment.status) && !payment.isAnnounced) {
        const says = `${payment.id} of ${booking.id} is ${payment.status}, and no booking.paid was ever written`;
        yield { code: "paid_unannounced", event, subject: payment.id, says };
      }
    }
  }
}

function* checkAttempts(event: string, { id: subject, inPostgres, payments }: JoinedBooking): Generator<Remark> {
  const open = payments.filter(({ status }) => OPEN.has(status));
  if (open.length > 1) {
    const says = `${subject} has ${open.length} open payments: ${open.map(({ id }) => id).join(", ")}`;
    yield { code: "two_open_attempts", event, subject, says };
  }
  const newest = payments.at(-1)?.status ?? null;
  if (inPostgres !== undefined && inPostgres.paymentStatus !== newest) {
    const says = `${subject} says that its payment is ${inPostgres.paymentStatus ?? "none"}; the newest is ${newest ?? "none"}`;
    yield { code: "payment_status_differs", event, subject, says };
  }
}

function* checkAmount(event: string, { agreed }: JoinedBooking, payment: JoinedPayment): Generator<Remark> {
  const { id, status, amountMinor, currency } = payment;
  const isItsPayment = PAID.has(status) || (OPEN.has(status) && agreed?.paymentId === id);
  if (agreed === undefined || !isItsPayment) return;
  if (amountMinor === agreed.totalMinor && currency === agreed.currency) return;
  const says = `${id} is about ${amountMinor} ${currency}, ${agreed.id} costs ${agreed.totalMinor} ${agreed.currency}`;
  yield { code: "amount_differs", event, subject: id, says };
}

/**
 * Every change of a payment leaves a row that begins where the one before ended; a gap was made by hand, or by a bug.
 */
function* checkTrail(event: string, { id, status, trail }: JoinedPayment): Generator<Remark> {
  let reached: string | null = null;
  for (const { from, to } of trail) {
    if (from !== reached) {
      const says = `${id} was ${reached ?? "not there"}, and the next row of its audit trail changes it from ${from ?? "nothing"} to ${to}`;
      yield { code: "trail_broken", event, subject: id, says };
      return;
    }
    reached = to;
  }
  if (reached === status) return;
  const says = `${id} is ${status}, its last row in the audit trail says ${reached ?? "nothing"}`;
  yield { code: "trail_broken", event, subject: id, says };
}

/** While the booking or a bank is given time, until that is over; else from the last sign of life. */
function* checkAwake(event: string, { agreed, steps }: JoinedBooking, payment: JoinedPayment): Generator<Remark> {
  const { id, status, createdAtMs, quietSinceMs } = payment;
  const isAwaited = agreed?.status === "pending_payment" && agreed.paymentId === id && status !== "authorised";
  const deadlineMs = isAwaited ? (agreed.deadlineMs ?? 0) : 0;
  const answerMs = status === "processing" ? createdAtMs + BANK_ANSWERS_WITHIN_MS : 0;
  const dueMs = Math.max(quietSinceMs, deadlineMs, answerMs, ...steps.map((step) => step.createdAtMs));
  const says = `${id} of ${payment.bookingId} is ${status}; last heard of ${new Date(quietSinceMs).toISOString()}`;
  yield { code: "payment_stuck", event, subject: id, says, sinceMs: createdAtMs, dueMs };
}
