/**
 * What is written about the money and the seats, as plain data: what the auditor compares. Read from outside; nothing here
 * knows how the product computes any of it. Money is integer minor units, times are milliseconds since 1970, seats and areas
 * are named by their index in the plan.
 */

export type BookingStatus = "created" | "pending_payment" | "confirmed" | "expired" | "cancelled" | "refunded";

export type PaymentStatus =
  | "pending"
  | "processing"
  | "authorised"
  | "completed"
  | "refunding"
  | "disputed"
  | "failed"
  | "expired"
  | "voided"
  | "refunded"
  | "charged_back";

export type ProviderName = "stripe" | "gateway";

/** A seat, or places in an area. */
export interface Item {
  readonly seat: number | null;
  readonly area: number | null;
  readonly count: number;
  /** Of one seat or place. */
  readonly priceMinor: number;
}

/** A booking as the object says it is, or as Postgres has copied it, at `version`. */
export interface BookingCopy {
  readonly id: string;
  readonly buyerId: string;
  readonly status: BookingStatus;
  readonly items: readonly Item[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly deadlineMs: number | null;
  readonly paymentId: string | null;
  readonly createdAtMs: number;
  readonly version: number;
}

export interface Counts {
  readonly free: number;
  readonly selected: number;
  readonly reserved: number;
  readonly sold: number;
  readonly blocked: number;
}

export interface ObjectView {
  /** The object's version at which all bookings were read; null: it moved on while they were. */
  readonly version: number | null;
  readonly bookings: readonly BookingCopy[];
  readonly counts: {
    readonly version: number;
    readonly seats: Counts;
    readonly areas: readonly (Counts & { readonly capacity: number })[];
  };
}

export interface BookingRow extends BookingCopy {
  /** What the booking's own row says of its newest attempt to pay. */
  readonly paymentStatus: PaymentStatus | null;
}

export interface PaymentRow {
  readonly id: string;
  readonly bookingId: string;
  readonly provider: ProviderName | "free";
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly intentId: string | null;
  readonly refundedMinor: number;
  readonly isFlagged: boolean;
  readonly createdAtMs: number;
  /** When anything was last heard, written or done about it. */
  readonly quietSinceMs: number;
  /** Its rows in the audit trail, oldest first; `from` null: it did not exist. */
  readonly trail: readonly { readonly from: string | null; readonly to: string }[];
  /** There is an outbox row that tells of this payment that its booking is paid. */
  readonly isAnnounced: boolean;
}

export interface RefundRow {
  readonly id: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly endsBooking: boolean;
  readonly status: "requested" | "done" | "failed";
  readonly createdAtMs: number;
}

export interface TicketRow {
  readonly id: string;
  readonly bookingId: string;
  readonly seat: number | null;
  readonly area: number | null;
  readonly status: "valid" | "held" | "void";
}

/** An outbox row that is not consumed. */
export interface StepRow {
  readonly id: string;
  readonly type: string;
  /** What it is about, as far as it says. */
  readonly eventId: string | null;
  readonly bookingId: string | null;
  readonly paymentId: string | null;
  readonly createdAtMs: number;
  readonly isDead: boolean;
  readonly lastError: string | null;
}

/** A message of a webhook that was acknowledged and of which no outbox row tells. */
export interface LostMessage {
  readonly provider: string;
  readonly providerEventId: string;
  readonly type: string;
  readonly eventId: string | null;
}

export interface EventView {
  readonly id: string;
  readonly name: string;
  readonly seatCount: number;
  readonly areaCapacities: readonly number[];
  readonly maxPerBuyer: number;
  readonly cancelledAtMs: number | null;
  readonly cancellationDoneAtMs: number | null;
  readonly object: ObjectView;
  readonly bookings: readonly BookingRow[];
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly tickets: readonly TicketRow[];
}

/** All that a provider did with one buyer's money, summed by the provider itself. */
export interface LedgerEntry {
  readonly provider: ProviderName;
  /** The provider's id of the money. */
  readonly id: string;
  /** What the product wrote beside it. */
  readonly paymentId: string | null;
  readonly bookingId: string | null;
  readonly currency: string;
  /** Authorised, and neither taken nor released. */
  readonly heldMinor: number;
  readonly capturedMinor: number;
  /** Given back or on its way back. */
  readonly refundedMinor: number;
  /** Null: nobody disputes it. */
  readonly dispute: {
    readonly state: "open" | "won" | "lost";
    readonly amountMinor: number;
    readonly openedAtMs: number;
  } | null;
  /** When the buyer paid, as far as the provider says. */
  readonly movedAtMs: number;
}

export interface World {
  readonly atMs: number;
  readonly events: readonly EventView[];
  readonly steps: readonly StepRow[];
  readonly lostMessages: readonly LostMessage[];
  readonly ledger: readonly LedgerEntry[];
  /** Every event that there is was looked at. */
  readonly isWhole: boolean;
}
