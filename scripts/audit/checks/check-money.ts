import type { JoinedBooking, JoinedEvent, JoinedPayment } from "../join-event.ts";
import { keptMinor, OPEN, PAID, sum } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";
import type { LedgerEntry } from "../world.ts";

/** Each payment of Postgres against what the providers did (I2). Free ones have no ledger. */
export function* checkMoney({ id: event, joined }: JoinedEvent): Generator<Remark> {
  for (const booking of joined) {
    if (isChargedTwice(booking)) {
      yield* tellChargedTwice(event, booking);
      continue;
    }
    for (const payment of booking.payments) {
      if (payment.provider === "free") continue;
      if (PAID.has(payment.status) || isPaidBack(payment)) yield* checkTaken(event, payment);
      else if (OPEN.has(payment.status)) yield* checkUnnoticed(event, booking, payment);
      else yield* checkEnded(event, payment);
      yield* checkDispute(event, payment);
    }
  }
}

/**
 * It had paid, and staff, the buyer or his bank took the money back afterwards. What a bank sends to us again instead has failed
 * behind its end, and is kept for nothing until as much has gone some other way.
 */
function isPaidBack({ status, refunds }: JoinedPayment): boolean {
  if (status !== "refunded") return status === "charged_back";
  const [ending] = refunds.filter(({ endsBooking }) => endsBooking).toSorted((a, b) => b.createdAtMs - a.createdAtMs);
  if (ending === undefined) return false;
  const since = refunds.filter((refund) => refund.status !== "failed" && refund.createdAtMs >= ending.createdAtMs);
  return sum(since, ({ amountMinor }) => amountMinor) >= ending.amountMinor;
}

function keepers({ payments }: JoinedBooking): LedgerEntry[] {
  return payments.flatMap(({ entries }) => entries).filter((entry) => keptMinor(entry) > 0);
}

function isChargedTwice(booking: JoinedBooking): boolean {
  return keepers(booking).length > 1 || booking.payments.filter(({ status }) => PAID.has(status)).length > 1;
}

/** A method that takes the money at once may take it a second time, late; it goes back as soon as it is seen. */
function* tellChargedTwice(event: string, booking: JoinedBooking): Generator<Remark> {
  const kept = keepers(booking);
  const sums = kept.map((entry) => `${keptMinor(entry)} ${entry.currency} by ${entry.id}`);
  const paid = booking.payments.filter(({ status }) => PAID.has(status)).length;
  const says = `${booking.id} is paid by ${paid} payments; kept: ${sums.join(", ") || "nothing"}`;
  const remark = { code: "charged_twice", event, subject: booking.id, says } as const;
  yield paid > 1 ? remark : { ...remark, sinceMs: Math.max(...kept.map(({ movedAtMs }) => movedAtMs)) };
}

function* checkTaken(event: string, payment: JoinedPayment): Generator<Remark> {
  const { id: subject, status, amountMinor, currency, entries, provider } = payment;
  const captured = sum(entries, ({ capturedMinor }) => capturedMinor);
  if (captured === 0) {
    const says = `${subject} is ${status} for ${amountMinor} ${currency}; ${provider} has taken nothing`;
    yield { code: "payment_without_money", event, subject, says };
  } else if (captured !== amountMinor || entries.some((entry) => entry.currency !== currency)) {
    const taken = entries.map((entry) => `${entry.capturedMinor} ${entry.currency}`).join(" + ");
    const says = `${subject} is ${status} for ${amountMinor} ${currency}; ${provider} has taken ${taken}`;
    yield { code: "captured_differs", event, subject, says };
  }
  const held = sum(entries, ({ heldMinor }) => heldMinor);
  if (held > 0 && captured > 0) {
    const says = `${subject} is ${status}, and ${held} ${currency} more are authorised`;
    yield { code: "authorisation_left_open", event, subject, says };
  }
}

/**
 * What the steps of an authorised payment have in hand is told of by `payment_stuck`. When a slow bank said yes no ledger
 * tells, only when it was asked: there patience begins when the seats' time is over.
 */
function* checkUnnoticed(
  event: string,
  { agreed }: JoinedBooking,
  { id, status, entries }: JoinedPayment,
): Generator<Remark> {
  if (status === "authorised") return;
  const awaitedMs = status === "processing" && agreed?.paymentId === id ? (agreed.deadlineMs ?? 0) : 0;
  for (const entry of entries) {
    if (entry.heldMinor === 0 && keptMinor(entry) === 0) continue;
    const says = `${id} is ${status}; ${entry.provider} holds ${entry.heldMinor} and keeps ${keptMinor(entry)} ${entry.currency}`;
    const dueMs = Math.max(entry.movedAtMs, awaitedMs);
    yield { code: "money_unnoticed", event, subject: id, says, sinceMs: entry.movedAtMs, dueMs };
  }
}

/** Who voids or gives back asks the provider first. To what failed or expired, money may come late, and is seen to. */
function* checkEnded(event: string, { id, status, entries }: JoinedPayment): Generator<Remark> {
  const mayComeLate = status === "failed" || status === "expired";
  for (const entry of entries) {
    const young = mayComeLate ? { sinceMs: entry.movedAtMs } : {};
    if (entry.heldMinor > 0) {
      const says = `${id} is ${status}; ${entry.provider} still holds ${entry.heldMinor} ${entry.currency} (${entry.id})`;
      yield { code: "authorisation_left_open", event, subject: id, says, ...young };
    }
    const kept = keptMinor(entry);
    if (kept !== 0) {
      const says = `${id} is ${status}; ${entry.provider} keeps ${kept} ${entry.currency} (${entry.id})`;
      yield { code: "money_kept", event, subject: id, says, ...young };
    }
  }
}

function* checkDispute(event: string, { id, status, entries, quietSinceMs }: JoinedPayment): Generator<Remark> {
  const expected = { disputed: "open", charged_back: "lost", completed: undefined } as const;
  if (status !== "disputed" && status !== "charged_back" && status !== "completed") return;
  const dispute = entries.find((entry) => entry.dispute !== null)?.dispute;
  const state = dispute?.state === "won" ? undefined : dispute?.state;
  if (state === expected[status]) return;
  const says = `${id} is ${status}; its dispute is ${dispute?.state ?? "unknown"} to the ledger`;
  const sinceMs = Math.max(quietSinceMs, dispute?.openedAtMs ?? 0);
  yield { code: "dispute_differs", event, subject: id, says, sinceMs };
}
