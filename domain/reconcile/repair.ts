import type { PaymentId } from "../contract/ids.ts";
import type { OutboxMessage } from "../ports/outbox.ts";

/**
 * What no step repairs, for staff to see.
 *
 * object_forgot: Postgres has a booking that lives, its object has none. object_behind: the object has lost what Postgres was
 * told. contents_differ: one version, two contents. unknown_payment: confirmed by an attempt that is not in the books.
 * paid_without_seats: the provider keeps money, and the object does not keep the seats. tickets_differ: not one good ticket for
 * each seat and place. tickets_without_money: tickets that nobody has paid for, or whose money went back. refund_lost: a
 * payment is being refunded, and there is no refund. money_unknown: money was authorised of a session that we never heard of,
 * and no message tells of it any more. dead_letter: what would repair it was given up (`npm run dlq`).
 */
export const FAULTS = [
  "object_forgot",
  "object_behind",
  "contents_differ",
  "unknown_payment",
  "paid_without_seats",
  "tickets_differ",
  "tickets_without_money",
  "refund_lost",
  "money_unknown",
  "dead_letter",
] as const;
export type Fault = (typeof FAULTS)[number];

/** What brings object and saga together again. Each is a step of the saga, or begins one; all are safe to repeat. */
export type Repair =
  | { readonly act: "nothing" }
  /** Somebody is at it, or may be: look again later. */
  | { readonly act: "wait" }
  /** Postgres is behind the object's journal. */
  | { readonly act: "save_again" }
  /** A message was lost, or consumed in vain. */
  | { readonly act: "send"; readonly message: OutboxMessage }
  /** Only the provider knows: ask, and decide again. */
  | { readonly act: "ask_provider"; readonly paymentId: PaymentId }
  /** What it says is news of this payment. */
  | { readonly act: "send_news"; readonly paymentId: PaymentId }
  /** The seats are reserved for an attempt that has ended. */
  | { readonly act: "unreserve"; readonly paymentId: PaymentId }
  /** The seats are sold to an attempt that has no money and never will. */
  | { readonly act: "release"; readonly paymentId: PaymentId }
  | { readonly act: "report"; readonly fault: Fault };
