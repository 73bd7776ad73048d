import type { BookingSnapshot, Trace } from "../contract/event-object.ts";
import type { BookingId, EventId, PaymentId, UserId } from "../contract/ids.ts";
import type { PaymentStatus } from "../payment/payment-statuses.ts";
import type { ProviderName } from "../payment/provider-names.ts";
import type { Ticket } from "./bookings.ts";
import type { OutboxMessage } from "./outbox.ts";

/** One attempt to pay one booking. At most one per booking is open (pending, processing or authorised). */
export interface Payment {
  readonly id: PaymentId;
  readonly bookingId: BookingId;
  readonly eventId: EventId;
  readonly buyerId: UserId;
  readonly provider: ProviderName | "free";
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  /** The provider's session. Null until it has been created. */
  readonly sessionId: string | null;
  readonly sessionUrl: string | null;
  /** Fixed before the provider is asked, so that a repeat sends the same parameters under the same key. */
  readonly sessionExpiresAt: Date;
  /** The provider's id of the money: Stripe's PaymentIntent. */
  readonly intentId: string | null;
  /** The buyer agreed beforehand to equal seats, should his be gone when his money comes. */
  readonly acceptsEqualSeats: boolean;
  /** What went back of it so far. */
  readonly refundedMinor: number;
  /** Why staff should look at it; null: nothing odd. */
  readonly flag: string | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

export interface OpenPayment {
  readonly booking: BookingSnapshot;
  readonly paymentId: PaymentId;
  readonly provider: ProviderName | "free";
  readonly acceptsEqualSeats: boolean;
  readonly sessionExpiresAt: Date;
  /** Written in the same transaction, once. */
  readonly outbox: readonly OutboxMessage[];
  readonly trace: Trace;
}

/**
 * opened: ours to bring to the provider; other requests wait until 60 s have passed.
 * answered: has its session (or needs none). running: another request is at it. booking_ended: nothing was written.
 */
export type OpenedPayment =
  | { readonly kind: "opened" | "answered" | "running"; readonly payment: Payment }
  | { readonly kind: "booking_ended" };

export interface Webhook {
  readonly provider: ProviderName;
  readonly providerEventId: string;
  readonly type: string;
  readonly messages: readonly OutboxMessage[];
  readonly trace: Trace;
}

/** The saga's writes. Each method is one transaction; each is safe to repeat; each leaves an audit row. */
export interface Payments {
  /** Booking, attempt (pending) and outbox rows; takes the attempt's lock. */
  open(request: OpenPayment): Promise<OpenedPayment>;
  /** False when the attempt has ended meanwhile: nobody must be sent to that session. */
  attachSession(
    id: PaymentId,
    session: { readonly id: string; readonly url: string | null },
    trace: Trace,
  ): Promise<boolean>;
  /** The provider could not be asked: another request may try at once. */
  unlock(id: PaymentId): Promise<void>;
  find(id: PaymentId): Promise<Payment | undefined>;
  /** The newest payment that this money of the provider was for. */
  findByIntent(provider: ProviderName, intentId: string): Promise<Payment | undefined>;
  /**
   * Money came: pending (or ended for us: expired, failed) becomes authorised, unless another attempt of the booking is open
   * or has paid. The status then.
   */
  markAuthorised(id: PaymentId, intentId: string | null, trace: Trace): Promise<PaymentStatus>;
  /** The bank will answer in days: pending becomes processing; consumes the outbox row. */
  markProcessing(id: PaymentId, intentId: string | null, outboxId: string, trace: Trace): Promise<void>;
  /** Attempt completed, booking paid, tickets, `booking.paid`; consumes the outbox row. */
  complete(id: PaymentId, tickets: readonly Ticket[], outboxId: string, trace: Trace): Promise<void>;
  /** Attempt ended without money kept; consumes the outbox row. One that has paid stays as it is. */
  close(id: PaymentId, ending: PaymentEnding, outboxId: string, trace: Trace): Promise<void>;
  recordDecline(id: PaymentId, message: string, outboxId: string, trace: Trace): Promise<void>;
  /**
   * opened: tickets are held. won: they are valid again. lost: they are void, `booking.revoked` frees the seats. Consumes the
   * outbox row. What was decided before stays.
   */
  noteDispute(
    id: PaymentId,
    outcome: "opened" | "won" | "lost",
    reason: string,
    outboxId: string,
    trace: Trace,
  ): Promise<void>;
  /** Inbox row and outbox rows in one transaction, and only for a payment that is ours. */
  receive(webhook: Webhook): Promise<WebhookReceipt>;
  /** Open attempts whose deadline has passed, or that nobody has heard of for 2 minutes; marks them as asked. */
  quiet(limit: number): Promise<readonly Payment[]>;
}

/** `fact` decides the status (payment-machine.ts); `flag`: staff should look at it. */
export interface PaymentEnding {
  readonly fact: "failed" | "expired" | "capture_refused" | "voided" | "returned";
  readonly reason: string;
  readonly isFlagged?: boolean;
}

/** duplicate: this event of the provider was received before. unknown: its payment is not in our books; nothing was written. */
export type WebhookReceipt = "fresh" | "duplicate" | "unknown";
