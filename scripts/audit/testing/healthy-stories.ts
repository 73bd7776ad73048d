import type { BookingStatus, LedgerEntry, PaymentRow, PaymentStatus, RefundRow, TicketRow } from "../world.ts";

export const AT_MS = Date.UTC(2027, 4, 1, 18);
export const SOLD_AT_MS = AT_MS - 3_600_000;
export const PRICE_MINOR = 4_500;

/** What became of one attempt to pay. */
export interface Attempt {
  readonly status: PaymentStatus;
  readonly provider?: PaymentRow["provider"];
  /** What the ledger says; absent: nothing. */
  readonly ledger?: Partial<Pick<LedgerEntry, "heldMinor" | "capturedMinor" | "refundedMinor" | "dispute">>;
  readonly refunds?: readonly Pick<RefundRow, "amountMinor" | "endsBooking" | "status">[];
}

export interface Story {
  readonly status: BookingStatus;
  readonly seats?: readonly number[];
  readonly places?: { readonly count: number; readonly priceMinor: number };
  readonly attempts?: readonly Attempt[];
  readonly tickets?: TicketRow["status"];
  readonly deadlineMs?: number;
}

const DONE = { status: "done" } as const;
const OPEN_DISPUTE = { state: "open", amountMinor: PRICE_MINOR, openedAtMs: SOLD_AT_MS } as const;

/** Nothing is wrong: every way in which a booking can end or be under way. */
export const CONCERT: Readonly<Record<string, Story>> = {
  paid: {
    status: "confirmed",
    seats: [0, 1],
    attempts: [{ status: "completed", ledger: { capturedMinor: 9_000 } }],
    tickets: "valid",
  },
  partly: {
    status: "confirmed",
    seats: [2],
    attempts: [
      {
        status: "completed",
        provider: "gateway",
        ledger: { capturedMinor: PRICE_MINOR, refundedMinor: 1_000 },
        refunds: [{ ...DONE, amountMinor: 1_000, endsBooking: false }],
      },
    ],
    tickets: "valid",
  },
  refunded: {
    status: "refunded",
    seats: [3],
    attempts: [
      {
        status: "refunded",
        ledger: { capturedMinor: PRICE_MINOR, refundedMinor: PRICE_MINOR },
        refunds: [{ ...DONE, amountMinor: PRICE_MINOR, endsBooking: true }],
      },
    ],
    tickets: "void",
  },
  half: {
    status: "refunded",
    seats: [3],
    attempts: [
      {
        status: "refunded",
        provider: "gateway",
        ledger: { capturedMinor: PRICE_MINOR, refundedMinor: 2_250 },
        refunds: [{ ...DONE, amountMinor: 2_250, endsBooking: true }],
      },
    ],
    tickets: "void",
  },
  late: { status: "expired", seats: [4], attempts: [{ status: "voided", ledger: {} }] },
  returned: {
    status: "expired",
    seats: [4],
    attempts: [
      { status: "refunded", provider: "gateway", ledger: { capturedMinor: PRICE_MINOR, refundedMinor: PRICE_MINOR } },
    ],
  },
  retried: {
    status: "confirmed",
    seats: [4],
    attempts: [
      { status: "failed", ledger: {} },
      { status: "completed", ledger: { capturedMinor: PRICE_MINOR } },
    ],
    tickets: "valid",
  },
  free: {
    status: "confirmed",
    places: { count: 2, priceMinor: 0 },
    attempts: [{ status: "completed", provider: "free" }],
    tickets: "valid",
  },
  freed: {
    status: "refunded",
    places: { count: 1, priceMinor: 0 },
    attempts: [{ status: "refunded", provider: "free", refunds: [{ ...DONE, amountMinor: 0, endsBooking: true }] }],
    tickets: "void",
  },
  places: {
    status: "confirmed",
    places: { count: 3, priceMinor: 2_000 },
    attempts: [{ status: "completed", ledger: { capturedMinor: 6_000 } }],
    tickets: "valid",
  },
  held: { status: "created", seats: [5], deadlineMs: AT_MS + 60_000 },
  paying: { status: "pending_payment", seats: [6], attempts: [{ status: "pending" }], deadlineMs: AT_MS + 60_000 },
  disputed: {
    status: "confirmed",
    seats: [7],
    attempts: [{ status: "disputed", ledger: { capturedMinor: PRICE_MINOR, dispute: OPEN_DISPUTE } }],
    tickets: "held",
  },
  chargedBack: {
    status: "refunded",
    seats: [8],
    attempts: [
      { status: "charged_back", ledger: { capturedMinor: PRICE_MINOR, dispute: { ...OPEN_DISPUTE, state: "lost" } } },
    ],
    tickets: "void",
  },
  refunding: {
    status: "confirmed",
    seats: [9],
    attempts: [
      {
        status: "refunding",
        ledger: { capturedMinor: PRICE_MINOR },
        refunds: [{ amountMinor: PRICE_MINOR, endsBooking: true, status: "requested" }],
      },
    ],
    tickets: "void",
  },
  cancelled: { status: "cancelled", seats: [10] },
};

/** Everybody who had paid has his money back. */
export const CALLED_OFF: Readonly<Record<string, Story>> = {
  calledOff: {
    status: "refunded",
    seats: [0],
    attempts: [
      {
        status: "refunded",
        ledger: { capturedMinor: PRICE_MINOR, refundedMinor: PRICE_MINOR },
        refunds: [{ ...DONE, amountMinor: PRICE_MINOR, endsBooking: true }],
      },
    ],
    tickets: "void",
  },
};
