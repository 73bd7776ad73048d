import type { BookingSnapshot, Trace } from "../contract/event-object.ts";
import type { BookingId, EventId, PaymentId, TicketId, UserId } from "../contract/ids.ts";
import type { PaymentStatus } from "../payment/payment-statuses.ts";
import type { TicketStatus } from "../ticket-statuses.ts";
import type { Page, PageRequest } from "./catalogue.ts";

/** The business record of a booking: the seat side is the journal's copy of the object, the payment side the saga's. */
export interface BookingRecord {
  readonly seats: BookingSnapshot;
  /** Of the newest attempt; null when nobody tried to pay. */
  readonly payment: {
    readonly id: PaymentId;
    readonly status: PaymentStatus;
    readonly url: string | null;
    readonly lastError: string | null;
  } | null;
}

export interface Ticket {
  readonly id: TicketId;
  readonly bookingId: BookingId;
  readonly eventId: EventId;
  /** Exactly one of seat and area. */
  readonly seat: number | null;
  readonly area: number | null;
  /** What the QR code says: a signed payload. */
  readonly code: string;
  readonly status: TicketStatus;
}

export interface Bookings {
  find(id: BookingId): Promise<BookingRecord | undefined>;
  /** Newest first. */
  listOf(buyer: UserId, page: PageRequest, event?: EventId): Promise<Page<BookingRecord>>;
  ticketsOf(id: BookingId): Promise<readonly Ticket[]>;
}

/** How the event's object writes to Postgres: the `seat_*` columns, items, and the outbox rows that changes call for. */
export interface Journal {
  /**
   * Saves each snapshot that is newer than what Postgres has. One transaction. A booking that ended (expired, cancelled)
   * while a payment attempt is open also gets an outbox row `booking.expired` or `booking.cancelled`, once.
   */
  save(snapshots: readonly BookingSnapshot[], trace: Trace, signal: AbortSignal): Promise<void>;
}
