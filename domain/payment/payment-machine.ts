/**
 * Every way a payment can go, in one table: which fact makes which status of which. Repositories change a payment by a fact
 * alone, so that the table is what the database does; a fact that has no place beside a status changes nothing. What has to
 * be done about money and seats follows in `settle.ts`; who wakes a payment that sleeps says `WOKEN_BY`.
 */
import type { PaymentStatus } from "./payment-statuses.ts";

export const PAYMENT_FACTS = [
  /** The buyer's money is held, or taken by a method that knows no holding. */
  "authorised",
  /** A slow method: the bank has been asked, and will answer in days. */
  "processing",
  /** The attempt ended without money: session over, bank said no, hold over. */
  "failed",
  "expired",
  /** Seats sold, money taken, tickets written. */
  "captured",
  /** The bank refused the capture, or the authorisation lapsed: no money was taken. */
  "capture_refused",
  /** No seats for this money: it went back, before or after it was taken. */
  "voided",
  "returned",
  /** Staff, or the buyer by the event's policy: the whole sum goes back. */
  "refund_requested",
  "refund_done",
  /** The provider refuses to pay back, for good: staff must see to it. */
  "refund_failed",
  "dispute_opened",
  "dispute_won",
  "dispute_lost",
] as const;

export type PaymentFact = (typeof PAYMENT_FACTS)[number];

export const TRANSITIONS: Readonly<Record<PaymentStatus, Partial<Readonly<Record<PaymentFact, PaymentStatus>>>>> = {
  pending: {
    authorised: "authorised",
    processing: "processing",
    failed: "failed",
    expired: "expired",
    voided: "voided",
    returned: "refunded",
  },
  processing: {
    authorised: "authorised",
    failed: "failed",
    expired: "expired",
    voided: "voided",
    returned: "refunded",
  },
  authorised: {
    captured: "completed",
    capture_refused: "failed",
    failed: "failed",
    expired: "expired",
    voided: "voided",
    returned: "refunded",
  },
  // Money that comes after all to an attempt that had ended: it buys the seats if they are still there, or goes back.
  failed: { authorised: "authorised", voided: "voided", returned: "refunded" },
  expired: { authorised: "authorised", voided: "voided", returned: "refunded" },
  // News of a dispute may come in any order: one that was won stays so, whatever is heard of its opening afterwards.
  completed: {
    refund_requested: "refunding",
    dispute_opened: "disputed",
    dispute_won: "completed",
    dispute_lost: "charged_back",
  },
  refunding: { refund_done: "refunded", refund_failed: "completed", dispute_lost: "charged_back" },
  disputed: { dispute_won: "completed", dispute_lost: "charged_back" },
  voided: {},
  refunded: {},
  charged_back: {},
};

/**
 * Who comes back to a payment in a status that is not its last. No status of these is left to a person alone; what a person
 * may do besides (refund) starts from one that can rest.
 */
export const WOKEN_BY: Readonly<Partial<Record<PaymentStatus, string>>> = {
  pending:
    "webhook; the end of the hold (journal → close-checkout); the sweep asks the provider after 2 min of silence",
  processing: "webhook; the end of the kept time (journal → close-checkout); the sweep asks the provider",
  authorised: "its outbox row, sent again until it is consumed; the sweep asks the provider",
  refunding: "its outbox row (refund-payment), sent again until it is consumed",
  disputed: "webhook of the provider's decision",
};

/** In which a payment may stay for ever. */
export function isRest(status: PaymentStatus): boolean {
  return !(status in WOKEN_BY);
}

/** Statuses that a fact changes, each with what it becomes. */
export function changesBy(fact: PaymentFact): readonly (readonly [from: PaymentStatus, to: PaymentStatus])[] {
  return (Object.keys(TRANSITIONS) as PaymentStatus[]).flatMap((from) => {
    const to = TRANSITIONS[from][fact];
    return to === undefined ? [] : [[from, to] as const];
  });
}
