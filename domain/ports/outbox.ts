import type { Trace } from "../contract/event-object.ts";
import type { BookingId, EventId, PaymentId, RefundId } from "../contract/ids.ts";
import type { Page, PageRequest } from "./catalogue.ts";

/** A domain event and what its step needs to know. The step's name is derived from the type. */
export type OutboxMessage =
  /** The provider holds the buyer's money for us (captured: false), or has taken it already (captured: true). */
  | {
      readonly type: "payment.authorised";
      readonly paymentId: PaymentId;
      readonly intentId: string | null;
      readonly captured: boolean;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** A webhook says that something has become of a session: the provider must be asked what. */
  | { readonly type: "payment.told"; readonly paymentId: PaymentId; readonly sessionId: string }
  /** The buyer paid by a slow method: his bank will say in days whether the money comes. */
  | { readonly type: "payment.processing"; readonly paymentId: PaymentId; readonly intentId: string | null }
  /** The provider's session ended without money; lapsed: an authorisation that was not captured is over. */
  | { readonly type: "payment.ended"; readonly paymentId: PaymentId; readonly outcome: "expired" | "failed" | "lapsed" }
  /** A card was declined; the session goes on. For the buyer's information. */
  | { readonly type: "payment.declined"; readonly paymentId: PaymentId; readonly message: string }
  /** The buyer told his bank that the charge is wrong, or the bank has decided. */
  | {
      readonly type: "payment.disputed";
      readonly paymentId: PaymentId;
      readonly outcome: "opened" | "won" | "lost";
      readonly reason: string;
    }
  /** The hold ended while a payment attempt was open: nobody may pay any more. */
  | { readonly type: "booking.expired"; readonly bookingId: BookingId; readonly paymentId: PaymentId }
  | { readonly type: "booking.cancelled"; readonly bookingId: BookingId; readonly paymentId: PaymentId }
  /** Captured, tickets exist: tell the buyer. */
  | { readonly type: "booking.paid"; readonly bookingId: BookingId; readonly paymentId: PaymentId }
  /** Tickets are void, money is back: the object must free the seats. */
  | { readonly type: "booking.revoked"; readonly bookingId: BookingId }
  /** Money must go back to the buyer. */
  | { readonly type: "refund.requested"; readonly refundId: RefundId }
  /** It has: tell the buyer. */
  | { readonly type: "refund.done"; readonly refundId: RefundId }
  /** The provider had taken it on, and the bank has sent the money back to us. Without seats its id is the payment's. */
  | {
      readonly type: "refund.failed";
      readonly paymentId: PaymentId;
      readonly refundId: RefundId | PaymentId;
      readonly intentId: string | null;
      readonly reason: string;
    }
  /** Everybody gets his money back, a batch of bookings for each message; `batch` counts from 0. */
  | { readonly type: "event.cancelled"; readonly eventId: EventId; readonly batch: number };

export type OutboxType = OutboxMessage["type"];

/** A claimed row: ours to publish until the lease ends. */
export interface OutboxRow {
  readonly id: string;
  readonly message: OutboxMessage;
  readonly trace: Trace;
  /** 1 for the first publication; `id:attempt` is QStash's deduplication id. */
  readonly attempt: number;
}

export interface Outbox {
  /**
   * Claims up to `limit` rows that are due, oldest first, by one `update … for update skip locked returning`: no lock is
   * held while they are published. A claimed row is due again after a lease that starts at 30 s and doubles up to 2 min,
   * unless it was consumed by then. Dead letters are not claimed.
   */
  claim(limit: number): Promise<readonly OutboxRow[]>;
  find(id: string): Promise<(OutboxRow & { readonly consumed: boolean }) | undefined>;
  /** For a step that had nothing else to write. Steps with effects consume their row in the effects' transaction. */
  consume(id: string): Promise<void>;
  /** Its step threw what is no outage. After `MAX_FAILURES` of them the row is a dead letter; true when it is one now. */
  fail(id: string, error: string): Promise<boolean>;
  /** Oldest first. */
  deadLetters(page: PageRequest): Promise<Page<DeadLetter>>;
  /** A dead letter is due again, as if it had never failed. False: there is none by this id. */
  revive(id: string): Promise<boolean>;
  backlog(): Promise<Backlog>;
}

export interface DeadLetter {
  readonly id: string;
  readonly message: OutboxMessage;
  readonly failures: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly deadAt: Date;
}

/** Of rows that are not consumed. */
export interface Backlog {
  readonly depth: number;
  /** How old the oldest of them is, ms; 0 without any. Dead letters count apart. */
  readonly lagMs: number;
  /** Published at least once and not consumed yet. */
  readonly underWay: number;
  readonly dead: number;
}
