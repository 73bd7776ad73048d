import type { BookingId, EventId, PaymentId, UserId } from "../../../domain/contract/ids.ts";
import type { StatusCounts } from "../../../domain/contract/event-object.ts";
import type { PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import type { LedgerRow } from "../../../local/stripe/ledger.ts";

/** The event's object, asked over HTTP. */
export interface HouseEvidence {
  readonly seats: StatusCounts;
  /** Plan indexes, ascending. */
  readonly soldSeats: readonly number[];
}

/** Rows of Postgres, as it has them. */
export interface BookingRow {
  readonly id: BookingId;
  readonly buyer: UserId;
  readonly status: string;
  readonly createdAtMs: number;
  readonly totalMinor: number;
  /** What it holds or owns. */
  readonly seats: readonly number[];
}

export interface PaymentRow {
  readonly id: PaymentId;
  readonly booking: BookingId;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
}

export interface TicketRow {
  readonly booking: BookingId;
  readonly seat: number;
}

/** What the judges hold against the fans' notes. */
export interface Evidence {
  readonly capacity: number;
  readonly house: HouseEvidence;
  readonly bookings: readonly BookingRow[];
  readonly payments: readonly PaymentRow[];
  /** Valid ones. */
  readonly tickets: readonly TicketRow[];
  /** The payment provider's, of sessions that have an intent or not. */
  readonly ledger: readonly LedgerRow[];
  readonly outbox: { readonly rows: number; readonly unconsumed: number };
  readonly deadLetters: number;
  readonly webhooksPending: number;
  /** Mails in the mailbox that name the booking. */
  readonly mails: ReadonlyMap<BookingId, number>;
  /** The most passes that lived at a time, as the object counted each second; null where nobody queued. */
  readonly mostActive: number | null;
  /** The sale came to rest: nothing is on its way any more. */
  readonly isAtRest: boolean;
}

/** What was sold, and on which terms. */
export interface Terms {
  readonly event: EventId;
  readonly hasQueue: boolean;
  readonly ratePerS: number;
  readonly maxActive: number;
  readonly maxPerBuyer: number;
}
