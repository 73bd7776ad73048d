import type { Trace } from "../contract/event-object.ts";
import type { BookingId, PaymentId } from "../contract/ids.ts";

/** A domain event and what its step needs to know. The step's name is derived from the type. */
export type OutboxMessage =
  /** The provider holds the buyer's money for us (captured: false), or has taken it already (captured: true). */
  | {
      readonly type: "payment.authorised";
      readonly bookingId: BookingId;
      readonly paymentId: PaymentId;
      readonly intentId: string | null;
      readonly captured: boolean;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** The provider's session ended without money. */
  | {
      readonly type: "payment.ended";
      readonly bookingId: BookingId;
      readonly paymentId: PaymentId;
      readonly outcome: "expired" | "failed";
    }
  /** A card was declined; the session goes on. For the buyer's information. */
  | {
      readonly type: "payment.declined";
      readonly bookingId: BookingId;
      readonly paymentId: PaymentId;
      readonly message: string;
    }
  /** The hold ended while a payment attempt was open: nobody may pay any more. */
  | { readonly type: "booking.expired"; readonly bookingId: BookingId; readonly paymentId: PaymentId }
  | { readonly type: "booking.cancelled"; readonly bookingId: BookingId; readonly paymentId: PaymentId }
  /** Captured, tickets exist: tell the buyer. */
  | { readonly type: "booking.paid"; readonly bookingId: BookingId; readonly paymentId: PaymentId }
  /** Tickets are void, money is back: the object must free the seats. */
  | { readonly type: "booking.revoked"; readonly bookingId: BookingId };

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
   * held while they are published. A claimed row is due again after a lease that starts at 30 s and doubles up to 10 min,
   * unless it was consumed by then.
   */
  claim(limit: number): Promise<readonly OutboxRow[]>;
  find(id: string): Promise<(OutboxRow & { readonly consumed: boolean }) | undefined>;
  /** For a step that had nothing else to write. Steps with effects consume their row in the effects' transaction. */
  consume(id: string): Promise<void>;
}
