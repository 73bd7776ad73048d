import type { JoinedEvent, JoinedPayment } from "../join-event.ts";
import { sum } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";
import type { RefundRow } from "../world.ts";

/** Refunds against their payment and the ledger (I2). */
export function* checkRefunds({ id: event, joined }: JoinedEvent): Generator<Remark> {
  for (const { payments } of joined) {
    for (const payment of payments) {
      yield* checkSum(event, payment);
      yield* checkLedger(event, payment);
      yield* checkEnding(event, payment);
      for (const refund of payment.refunds) yield* checkAwake(event, refund);
    }
  }
}

function refundedBy({ refunds }: JoinedPayment, status: RefundRow["status"]): number {
  const such = refunds.filter((refund) => refund.status === status);
  return sum(such, ({ amountMinor }) => amountMinor);
}

function* checkSum(event: string, payment: JoinedPayment): Generator<Remark> {
  const { id, refundedMinor, currency } = payment;
  const done = refundedBy(payment, "done");
  if (done === refundedMinor) return;
  const says = `${id} says that ${refundedMinor} ${currency} went back, its refunds come to ${done}`;
  yield { code: "refund_sum_differs", event, subject: id, says };
}

/** What was requested may be with the provider already. A payment that found no seats went back without a refund of ours. */
function* checkLedger(event: string, payment: JoinedPayment): Generator<Remark> {
  const { id, status, currency, entries, provider } = payment;
  const mayHavePaid = ["completed", "refunding", "disputed", "charged_back"].includes(status);
  if (provider === "free" || entries.length === 0) return;
  if (!mayHavePaid && !payment.refunds.some((refund) => refund.status === "done")) return;
  const given = sum(entries, ({ refundedMinor }) => refundedMinor);
  const done = refundedBy(payment, "done");
  if (given >= done && given <= done + refundedBy(payment, "requested")) return;
  const says = `${id}: ${provider} has given back ${given} ${currency}, refunds that are done come to ${done}`;
  yield { code: "refund_differs_in_ledger", event, subject: id, says };
}

function* checkEnding(event: string, { id, status, refunds }: JoinedPayment): Generator<Remark> {
  const ending = refunds.find((refund) => refund.endsBooking && refund.status !== "failed");
  const expected = ending?.status === "requested" ? "refunding" : "refunded";
  const isInStep = ending === undefined ? status !== "refunding" : status === expected || status === "charged_back";
  if (isInStep) return;
  const says = `${id} is ${status}, its refund ${ending === undefined ? "is nowhere" : `${ending.id} is ${ending.status}`}`;
  yield { code: "refund_out_of_step", event, subject: id, says };
}

function* checkAwake(
  event: string,
  { id, paymentId, status, amountMinor, currency, createdAtMs }: RefundRow,
): Generator<Remark> {
  if (status !== "requested") return;
  const says = `${id} of ${paymentId}: ${amountMinor} ${currency}, requested ${new Date(createdAtMs).toISOString()}`;
  yield { code: "refund_stuck", event, subject: id, says, sinceMs: createdAtMs };
}
