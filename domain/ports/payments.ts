import type { BookingSnapshot, Trace } from "../contract/event-object.ts";
import type { BookingId, EventId, PaymentId, UserId } from "../contract/ids.ts";
import type { PaymentStatus } from "../payment/payment-statuses.ts";
import type { Ticket } from "./bookings.ts";
import type { OutboxMessage } from "./outbox.ts";

/** One attempt to pay one booking. At most one per booking is open (pending or authorised). */
export interface Payment {
  readonly id: PaymentId;
  readonly bookingId: BookingId;
  readonly eventId: EventId;
  readonly buyerId: UserId;
  readonly provider: "stripe" | "free";
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
  readonly lastError: string | null;
  readonly createdAt: Date;
}

export interface OpenPayment {
  readonly booking: BookingSnapshot;
  readonly paymentId: PaymentId;
  readonly provider: "stripe" | "free";
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
  readonly provider: "stripe";
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
  attachSession(id: PaymentId, session: { readonly id: string; readonly url: string | null }): Promise<boolean>;
  /** The provider could not be asked: another request may try at once. */
  unlock(id: PaymentId): Promise<void>;
  find(id: PaymentId): Promise<Payment | undefined>;
  /**
   * Money came: pending (or ended for us: expired, failed) becomes authorised; authorised stays. False when another attempt
   * of the booking is open or has paid: then this money goes back.
   */
  markAuthorised(id: PaymentId, intentId: string | null, trace: Trace): Promise<boolean>;
  /** Attempt completed, booking paid, tickets, `booking.paid`; consumes the outbox row. */
  complete(id: PaymentId, tickets: readonly Ticket[], outboxId: string, trace: Trace): Promise<void>;
  /** Attempt ended without money taken; consumes the outbox row. A completed attempt stays as it is. */
  close(
    id: PaymentId,
    status: "failed" | "expired" | "voided" | "refunded",
    reason: string,
    outboxId: string,
    trace: Trace,
  ): Promise<void>;
  recordDecline(id: PaymentId, message: string, outboxId: string): Promise<void>;
  /** Void tickets, booking refunded, attempt refunded, `booking.revoked`. The outbox row's id. */
  revoke(booking: BookingId, reason: string, trace: Trace): Promise<string>;
  /** Inbox row and outbox rows; false when this provider event was received before. */
  receive(webhook: Webhook): Promise<boolean>;
  /** Open attempts whose payment deadline has passed, or that nobody has heard of for 10 minutes; marks them as asked. */
  quiet(limit: number): Promise<readonly Payment[]>;
}
