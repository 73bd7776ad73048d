import type { BookingId, EventId, PaymentId, UserId } from "../../../domain/contract/ids.ts";
import type { StatusCounts } from "../../../domain/contract/event-object.ts";
import type { PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import type { AuditReport } from "../../audit/run-audit.ts";

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
  /** What object, Postgres and the provider's ledger say of each other: `npm run audit`, with no patience at rest. */
  readonly audit: AuditReport;
  readonly capacity: number;
  /** By the event's object, asked over HTTP. */
  readonly house: StatusCounts;
  readonly bookings: readonly BookingRow[];
  readonly payments: readonly PaymentRow[];
  /** Valid ones. */
  readonly tickets: readonly TicketRow[];
  readonly outboxRows: number;
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
