import type { BookingSnapshot } from "../contract/event-object.ts";
import type { PaymentId, RefundId } from "../contract/ids.ts";
import type { PaymentStatus } from "../payment/payment-statuses.ts";
import type { RefundStatus } from "../payment/refund-statuses.ts";
import type { Payment } from "../ports/payments.ts";
import type { TicketStatus } from "../ticket-statuses.ts";

/** All that Postgres knows of a booking, of one moment. */
export interface BookingCase {
  /** As the journal wrote it last. */
  readonly seats: BookingSnapshot;
  /** Attempts to pay, oldest first. */
  readonly payments: readonly CasePayment[];
  readonly refunds: readonly CaseRefund[];
  /** Those that are not void. */
  readonly tickets: readonly CaseTicket[];
  /** A message about its money or seats waits for its step: somebody will come. */
  readonly isUnderWay: boolean;
  /** Such messages that were given up. */
  readonly deadLetters: readonly string[];
  /** Since the saga last wrote about it. */
  readonly quietForMs: number;
}

export interface CasePayment {
  readonly id: PaymentId;
  readonly provider: Payment["provider"];
  readonly status: PaymentStatus;
  readonly hasSession: boolean;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface CaseRefund {
  readonly id: RefundId;
  readonly paymentId: PaymentId;
  readonly endsBooking: boolean;
  readonly status: RefundStatus;
}

export interface CaseTicket {
  readonly seat: number | null;
  readonly area: number | null;
  readonly status: TicketStatus;
}
