import type { RepeatKey, Trace } from "../contract/event-object.ts";
import type { BookingId, EventId, PaymentId, RefundId, UserId } from "../contract/ids.ts";
import type { RefundStatus } from "../payment/refund-statuses.ts";
import type { Result } from "../result.ts";
import type { OutboxMessage } from "./outbox.ts";

/** Money that goes back after it was captured. */
export interface Refund {
  readonly id: RefundId;
  readonly paymentId: PaymentId;
  readonly bookingId: BookingId;
  readonly eventId: EventId;
  readonly amountMinor: number;
  readonly currency: string;
  /** The booking is taken back with it: tickets void, seats on sale again. Else the buyer keeps his tickets. */
  readonly endsBooking: boolean;
  readonly status: RefundStatus;
  readonly reason: string;
  readonly who: "operator" | UserId;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export interface RefundRequest {
  readonly bookingId: BookingId;
  /** Undefined: all that is left of the payment. */
  readonly amountMinor: number | undefined;
  readonly endsBooking: boolean;
  readonly reason: string;
  readonly who: "operator" | UserId;
  readonly repeat: RepeatKey;
  readonly trace: Trace;
}

export type FailedRefund = Omit<Extract<OutboxMessage, { type: "refund.failed" }>, "type">;

export interface CancellationProgress {
  readonly eventId: EventId;
  readonly cancelledAt: Date;
  readonly reason: string;
  /** When the last booking was dealt with; null: still at it. */
  readonly doneAt: Date | null;
  /** Paid bookings of the event that were not given back before. */
  readonly bookings: number;
  readonly requested: number;
  readonly done: number;
  readonly failed: number;
  readonly refundedMinor: number;
}

/** Refunds of paid bookings. Each method that writes is one transaction, safe to repeat, and leaves audit rows. */
export interface Refunds {
  /**
   * Writes the refund and `refund.requested`; where it ends the booking, its tickets become void in the same transaction, before
   * anybody hears that its seats are free. A repeat under the same key gets the first one (`replayed`). Of a booking that has
   * ended, money that came back from the bank is asked for once more, and nothing but money.
   * Refusals: booking_not_found, booking_not_paid, payment_disputed, refund_under_way, refund_too_large {leftMinor},
   * idempotency_key_reused.
   */
  request(request: RefundRequest): Promise<Result<{ readonly refund: Refund; readonly replayed: boolean }>>;
  find(id: RefundId): Promise<Refund | undefined>;
  /** Newest first. */
  ofBooking(booking: BookingId): Promise<readonly Refund[]>;
  /** The provider has it: `refund.done`, and `booking.revoked` where it ends the booking; consumes the outbox row. */
  finish(id: RefundId, outboxId: string, trace: Trace): Promise<void>;
  /** The provider refuses for good: the payment is flagged; consumes the outbox row. */
  fail(id: RefundId, error: string, outboxId: string, trace: Trace): Promise<void>;
  /**
   * The bank has sent back what the provider had taken on: what was done has failed after all. The booking stays as it is, for
   * its seats may be sold to others; the payment is flagged. Consumes the outbox row. False: nobody has written yet that it was
   * done; nothing was written.
   */
  noteFailed(failed: FailedRefund, outboxId: string, trace: Trace): Promise<boolean>;
  /**
   * The event does not take place: `event.cancelled`, once. For the same reason again, when all was asked for: another round for
   * those whose refund has failed. False: nothing was begun. The same key begins once. Refusal: event_not_found.
   */
  cancelEvent(event: EventId, reason: string, repeat: RepeatKey, trace: Trace): Promise<Result<boolean>>;
  /** Bookings of the event whose money its cancellation has not asked for yet, at most `limit`. */
  stillPaid(event: EventId, limit: number): Promise<readonly BookingId[]>;
  /**
   * The next `event.cancelled`, or the cancellation is done when `isLast`; consumes the outbox row. False: it cannot be done
   * while the event has open payments, or paid bookings; nothing was written.
   */
  advanceCancellation(event: EventId, batch: number, isLast: boolean, outboxId: string, trace: Trace): Promise<boolean>;
  cancellation(event: EventId): Promise<CancellationProgress | undefined>;
}
