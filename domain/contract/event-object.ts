/**
 * The contract between a Worker and an event's object, and what the object keeps: a persisted and a wire shape.
 * A deploy leaves old objects running for minutes, so the object of contract N serves Workers of N−1 and N+1: members
 * are added, never renamed or given another meaning.
 *
 * Seats and areas are named by their index in the plan: small in memory, in rows and on the wire.
 * Times are milliseconds since 1970, durations milliseconds, money integer minor units of the event's currency.
 */
import type { Result } from "../result.ts";
import type { BookingId, EventId, PaymentId, UserId } from "./ids.ts";
import type { DrawRecord, PassClaim, QueueReport, QueueSettings, QueueSnapshot, QueueSync } from "./waiting-room.ts";

export const CONTRACT_VERSION = 3;

/** What the object must know of its event. Sent by the Worker, from Postgres, when the object says it has none. */
export interface EventConfig {
  readonly eventId: EventId;
  /** Grows with each change in Postgres; an older one never replaces a newer one. */
  readonly version: number;
  readonly currency: string;
  readonly categories: readonly { readonly name: string; readonly priceMinor: number }[];
  /** Category of each seat in plan order, run-length encoded: [index of the category, number of seats]. */
  readonly seatCategories: readonly (readonly [category: number, count: number])[];
  readonly blockedSeats: readonly number[];
  readonly areas: readonly { readonly name: string; readonly category: number; readonly capacity: number }[];
  /** Seats and places that one buyer may hold, reserve and own together, over all his bookings (I8). */
  readonly maxPerBuyer: number;
  readonly maxOpenBookingsPerBuyer: number;
  readonly holdTtlMs: number;
  readonly paymentTtlMs: number;
  /** On sale from ≤ now < until; null is open-ended. */
  readonly saleFromMs: number | null;
  readonly saleUntilMs: number | null;
  /** The members below came with contract 2: absent in what was written before. */
  /** Gates that combine the event's commands; absent or 0: they go to the object. */
  readonly gates?: number;
  /** The waiting room as announced; absent: off. What `changeQueue` has set since stands above it. */
  readonly queue?: QueueSettings;
  /** What "best" and "left alone" mean in this house; absent: no best seats are offered. */
  readonly house?: HouseLayout;
  /** Manual choice must not leave a single seat alone either. */
  readonly guardsSingleSeats?: boolean;
  /** With contract 3. The event does not take place: nothing is held, reserved or paid for any more. */
  readonly isCancelled?: true;
}

/** Where the seats are, for choosing the best of them. */
export interface HouseLayout {
  /** Rows in plan order: seats of a row have consecutive indexes; `zone` is an index into `zones`. */
  readonly rows: readonly (readonly [zone: number, firstSeat: number, seatCount: number])[];
  readonly zones: readonly string[];
  /** Seats after which an aisle lies, though the row goes on: the next one is not a neighbour. */
  readonly aislesAfter: readonly number[];
  /** Each seat's distance from the focal point: 16 bits little-endian, scaled so that the farthest is 65,535; base64. */
  readonly distances: string;
  /** Offered only to who asks for them. */
  readonly accessibleSeats: readonly number[];
}

/** "n together, the best that there are": the object chooses. Absent members: any. Names as the configuration has them. */
export interface BestWish {
  readonly count: number;
  readonly category?: string;
  readonly zone?: string;
  readonly accessible?: true;
}

/** A number of places in an area. */
export interface Places {
  readonly area: number;
  readonly count: number;
}

/**
 * What makes a repeat recognisable (I4): `scope` stands for principal, route and Idempotency-Key; `fingerprint` for the
 * body. Both are hashes, 22 characters.
 */
export interface RepeatKey {
  readonly scope: string;
  readonly fingerprint: string;
}

interface BuyerCommand {
  readonly buyerId: UserId;
  readonly repeat: RepeatKey;
}

interface Hold extends BuyerCommand {
  readonly seats: readonly number[];
  readonly places: readonly Places[];
  /** Seats of the object's choice, besides. */
  readonly best?: BestWish;
  /** Where the sale is queued: what lets its bearer in (I5). */
  readonly pass?: PassClaim;
}

/** Opens a booking, with what it holds from the start, all or nothing. The hold's clock starts here. */
export interface CreateBooking extends Hold {
  readonly type: "create_booking";
  readonly bookingId: BookingId;
}

/** Adds seats and places to a booking, all or nothing. Does not move its deadline. */
export interface Select extends Hold {
  readonly type: "select";
  readonly bookingId: BookingId;
}

/** Gives seats and places back. Without a booking id, the buyer's booking that holds the first seat is meant. */
export interface Release extends BuyerCommand {
  readonly type: "release";
  readonly bookingId: BookingId | null;
  readonly seats: readonly number[];
  readonly places: readonly Places[];
}

/** Reserves what the booking holds until the payment deadline. While a payment is under way, answers with that one. */
export interface Checkout extends BuyerCommand {
  readonly type: "checkout";
  readonly bookingId: BookingId;
  readonly paymentId: PaymentId;
}

/** Create and checkout in one: either the booking is reserved for payment, or nothing happened. */
export interface Buy extends Hold {
  readonly type: "buy";
  readonly bookingId: BookingId;
  readonly paymentId: PaymentId;
}

/** Ends a booking that is not confirmed; what it held is free. */
export interface Cancel extends BuyerCommand {
  readonly type: "cancel";
  readonly bookingId: BookingId;
}

/**
 * Money is authorised: sell. After the deadline the same seats are taken again if they are all free; else, where the buyer has
 * agreed to them beforehand, the best of the same categories and at most the same price, as many together as there were.
 */
export interface Confirm {
  readonly type: "confirm";
  readonly bookingId: BookingId;
  readonly paymentId: PaymentId;
  /** Since contract 3. */
  readonly acceptsEqualSeats?: true;
}

/**
 * The buyer has paid by a slow method: what the booking has reserved for this payment stays reserved until `untilMs`. An
 * earlier time than the deadline changes nothing. Since contract 3.
 */
export interface AwaitMoney {
  readonly type: "await_money";
  readonly bookingId: BookingId;
  readonly paymentId: PaymentId;
  readonly untilMs: number;
}

/**
 * The payment ended without money: the booking is held and payable again. One that this payment has confirmed meanwhile is
 * taken back only by who knows that no money was, or will be, kept (capture refused, money given back): `evenIfConfirmed`.
 */
export interface Reopen {
  readonly type: "reopen";
  readonly bookingId: BookingId;
  readonly paymentId: PaymentId;
  readonly evenIfConfirmed?: true;
}

/** Takes back a confirmed booking whose tickets have been voided in Postgres; its seats are free again. */
export interface Revoke {
  readonly type: "revoke";
  readonly bookingId: BookingId;
}

export type Command =
  | CreateBooking
  | Select
  | Release
  | Checkout
  | Buy
  | Cancel
  | Confirm
  | AwaitMoney
  | Reopen
  | Revoke;

/** The thread through the logs; carried beside a command, never part of what is decided or replayed. */
export interface Trace {
  readonly requestId: string;
  /** W3C Trace Context, https://www.w3.org/TR/trace-context/ */
  readonly traceparent: string;
}

/** created: holds seats until the deadline. pending_payment: reserved until the payment deadline. The others are final. */
export const BOOKING_STATUSES = [
  "created",
  "pending_payment",
  "confirmed",
  "expired",
  "cancelled",
  "refunded",
] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

/** A booking as the object sees it at `version`; what the journal writes to Postgres. */
export interface BookingSnapshot {
  readonly id: BookingId;
  readonly eventId: EventId;
  readonly buyerId: UserId;
  readonly status: BookingStatus;
  /** With the unit price that was frozen at the hold. Empty once the seats are given back. */
  readonly seats: readonly { readonly seat: number; readonly priceMinor: number }[];
  readonly places: readonly { readonly area: number; readonly count: number; readonly priceMinor: number }[];
  readonly totalMinor: number;
  readonly currency: string;
  /** End of the hold or of the payment; null once final. */
  readonly deadlineMs: number | null;
  /** The payment under way, or the one that confirmed. */
  readonly paymentId: PaymentId | null;
  readonly createdAtMs: number;
  readonly version: number;
}

export interface CommandAnswer {
  readonly result: Result<BookingSnapshot>;
  /** The first answer to an earlier, equal command. */
  readonly replayed: boolean;
}

export interface CommandBatch {
  readonly contract: number;
  readonly commands: readonly Command[];
  /** traces[i] belongs to commands[i]. */
  readonly traces: readonly Trace[];
}

export const SEAT_STATUSES = ["FREE", "SELECTED", "RESERVED", "SOLD", "BLOCKED"] as const;
export type SeatStatus = (typeof SEAT_STATUSES)[number];

export interface StatusCounts {
  readonly free: number;
  readonly selected: number;
  readonly reserved: number;
  readonly sold: number;
  readonly blocked: number;
}

/** The whole house at one version. */
export interface Availability {
  readonly version: number;
  readonly atMs: number;
  /** One byte per seat in plan order: an index into SEAT_STATUSES. */
  readonly seatStatuses: Uint8Array;
  readonly seats: StatusCounts;
  readonly areas: readonly (StatusCounts & { readonly capacity: number })[];
}

/** What an object has done since it was last started; for the figures in the README and for operators. */
export interface ObjectCounters {
  readonly rpcs: number;
  readonly commands: number;
  readonly batches: number;
  readonly rowsWritten: number;
  /** Bookings whose own row is still to be written: one row each, at the next checkpoint. */
  readonly rowsOwed: number;
  readonly journalAttempts: number;
  readonly journalFailures: number;
  readonly journalLag: number;
  /** Of the waiting room, and frames of the live feed that went to gates. */
  readonly queueSyncs: number;
  readonly passesIssued: number;
  readonly passesActive: number;
  readonly feedPushes: number;
}

/** A page of all bookings that the object remembers, by id. */
export interface BookingsPage {
  /** The inventory's version, at which all of this is true. */
  readonly version: number;
  readonly bookings: readonly BookingSnapshot[];
  /** What the next page begins after; null: this was the last one. */
  readonly next: BookingId | null;
}

/** A page of the command log, each entry as it is stored (durable-objects/event/command-log.ts). */
export interface LogPage {
  readonly entries: readonly { readonly number: number; readonly version: number; readonly body: string }[];
  readonly next: number | null;
}

/** What a replay of the log must come to. */
export interface StateDigest {
  readonly version: number;
  /** `stateHash` of the inventory. */
  readonly hash: string;
  /** Number of the log's last entry. */
  readonly lastEntry: number;
}

/** The methods of the object over RPC. Each answers `event_not_configured` until `configure` was called. */
export interface EventObjectRpc {
  configure(config: EventConfig): Promise<Result<{ readonly version: number }>>;
  /** One answer per command, in order; a bug in one command answers `internal_error` to that command alone. */
  execute(batch: CommandBatch): Promise<Result<readonly CommandAnswer[]>>;
  booking(id: BookingId): Promise<Result<BookingSnapshot>>;
  bookingsOf(buyer: UserId): Promise<Result<readonly BookingSnapshot[]>>;
  availability(): Promise<Result<Availability>>;
  /** A gate reports who is here and learns who is admitted; this is also what makes the queue's clock tick. */
  syncQueue(report: QueueReport): Promise<Result<QueueSync>>;
  /** Members that are given replace those that are set. Refusal: validation_failed {fault}. */
  changeQueue(change: Partial<QueueSettings>): Promise<Result<QueueSnapshot>>;
  draw(): Promise<Result<DrawRecord>>;
  /** Ends this pass, if it lives and is its visitor's. */
  leaveQueue(pass: PassClaim): Promise<Result<null>>;
  /**
   * A frame of the live feed (live-feed.ts): what has changed since a version, or the whole house for null or a version
   * that is too old. From then on the gate gets a `push` for each change, at most four times a second.
   */
  feed(gate: number, sinceVersion: number | null): Promise<Result<Uint8Array>>;
  counters(): Promise<ObjectCounters>;
  /** For operators, since contract 3: everything that it remembers, page by page; how it came about; and its hash. */
  bookingsPage(after: BookingId | null, limit: number): Promise<Result<BookingsPage>>;
  logPage(after: number, limit: number): Promise<Result<LogPage>>;
  stateDigest(): Promise<Result<StateDigest>>;
  /** These bookings go to Postgres again, whatever it has. How many of them it remembers. Since contract 3. */
  saveAgain(ids: readonly BookingId[]): Promise<Result<number>>;
  /** Development only (the caller checks): forgets bookings, log and journal; keeps the configuration. */
  reset(): Promise<void>;
}
