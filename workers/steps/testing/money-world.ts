/**
 * One booking of one seat and everything that money can do to it, small enough to go through every way: the real steps and
 * the real core of the event's object, over ports in memory that change payments by the machine's table as Postgres does. A
 * world is plain data, so that it can be copied, compared and gone on with in every direction.
 */
import type { Command, EventConfig } from "../../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintPaymentId, mintUserId, type PaymentId } from "../../../domain/contract/ids.ts";
import { applyBooking } from "../../../domain/inventory/apply.ts";
import { asOf, holdsItems, type Booking } from "../../../domain/inventory/booking.ts";
import { decide } from "../../../domain/inventory/decide.ts";
import { createState } from "../../../domain/inventory/state.ts";
import { isOpenStatus, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import type { Capture } from "../../../domain/payment/payment-methods.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import type { RefundStatus } from "../../../domain/payment/refund-statuses.ts";
import type { TicketStatus } from "../../../domain/ticket-statuses.ts";
import type { Result } from "../../../domain/result.ts";
import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";

const zeros = (length: number): Uint8Array => new Uint8Array(length);
export const EVENT = mintEventId(zeros);
export const BUYER = mintUserId(1, zeros);
const OTHER = mintUserId(2, zeros);
export const BOOKING = mintBookingId(EVENT, 1, zeros);
const OTHERS_BOOKING = mintBookingId(EVENT, 2, zeros);
export const PRICE = { amountMinor: 4_500, currency: "eur" };
const SEAT = 0;

export const CONFIG: EventConfig = {
  eventId: EVENT,
  version: 1,
  currency: "eur",
  categories: [{ name: "Stalls", priceMinor: PRICE.amountMinor }],
  seatCategories: [[0, 1]],
  blockedSeats: [],
  areas: [],
  maxPerBuyer: 4,
  maxOpenBookingsPerBuyer: 2,
  holdTtlMs: 600_000,
  paymentTtlMs: 900_000,
  saleFromMs: null,
  saleUntilMs: null,
};

/** The provider's side of an attempt. */
export interface ProviderSide {
  session: "none" | "open" | "ended";
  /** Money, as the provider has it. `refused`: the bank said no. `lapsed`: held and never captured in time. */
  money: "none" | "processing" | "authorised" | "captured" | "voided" | "refunded" | "lapsed" | "refused";
}

export interface Attempt extends ProviderSide {
  readonly id: PaymentId;
  status: PaymentStatus;
  wasDisputeWon: boolean;
  /** We know of the session. */
  isAttached: boolean;
}

export interface MoneyWorld {
  readonly capture: Capture;
  nowMs: number;
  /** The object's, ours and the other buyer's. */
  bookings: Booking[];
  attempts: Attempt[];
  ticket: TicketStatus | "none";
  /** Outbox rows that are not consumed, by id; and the ids of all that ever were. */
  outbox: Record<string, OutboxMessage>;
  known: string[];
  refund: { readonly of: PaymentId; readonly status: RefundStatus } | null;
  /** Seats that went back on sale after they had been paid for. */
  timesFreed: number;
}

/** Ann holds the seat. */
export function newWorld(capture: Capture): MoneyWorld {
  const world: MoneyWorld = {
    capture,
    nowMs: 1_000_000,
    bookings: [],
    attempts: [],
    ticket: "none",
    outbox: {},
    known: [],
    refund: null,
    timesFreed: 0,
  };
  command(world, {
    type: "create_booking",
    bookingId: BOOKING,
    buyerId: BUYER,
    repeat: { scope: "hold", fingerprint: "" },
    seats: [SEAT],
    places: [],
  });
  return world;
}

/** The object decides and keeps, as it does. */
export function command(world: MoneyWorld, asked: Command): Result<BookingSnapshot> {
  const state = createState(CONFIG);
  for (const booking of world.bookings) applyBooking(state, booking);
  const { answer, changes } = decide(state, asked, world.nowMs);
  for (const booking of changes) applyBooking(state, booking);
  const wasSold = ours(world)?.status === "confirmed";
  world.bookings = [...state.bookings.values()];
  if (wasSold && ours(world)?.status !== "confirmed") world.timesFreed++;
  return answer.result;
}

/** As it is now: a hold that is over is over. */
export function ours(world: MoneyWorld): Booking | undefined {
  const booking = world.bookings.find(({ id }) => id === BOOKING);
  return booking && asOf(booking, world.nowMs);
}

export function othersHasSeat(world: MoneyWorld): boolean {
  return world.bookings.some((booking) => booking.id === OTHERS_BOOKING && holdsItems(asOf(booking, world.nowMs)));
}

/** The buyer goes to pay, in a new attempt; nothing where the object or an open attempt is against it. */
export function initiatePayment(world: MoneyWorld): void {
  const n = world.attempts.length + 1;
  const result = command(world, {
    type: "checkout",
    bookingId: BOOKING,
    paymentId: mintPaymentId(n, zeros),
    buyerId: BUYER,
    repeat: { scope: `pay ${n}`, fingerprint: "" },
  });
  const id = result.ok ? result.value.paymentId : null;
  const isOpen = world.attempts.some(({ status }) => isOpenStatus(status));
  if (id === null || isOpen || world.attempts.some((attempt) => attempt.id === id)) return;
  world.attempts.push({
    id,
    status: "pending",
    session: "none",
    money: "none",
    isAttached: false,
    wasDisputeWon: false,
  });
}

/** Somebody else holds the seat, if it is free. */
export function holdByOther(world: MoneyWorld): void {
  const repeat = { scope: "other", fingerprint: "" };
  command(world, {
    type: "create_booking",
    bookingId: OTHERS_BOOKING,
    buyerId: OTHER,
    repeat,
    seats: [SEAT],
    places: [],
  });
}

/** … and gives it back. */
export function releaseByOther(world: MoneyWorld): void {
  const repeat = { scope: "other gives back", fingerprint: "" };
  command(world, { type: "cancel", bookingId: OTHERS_BOOKING, buyerId: OTHER, repeat });
}

/** Writes an outbox row, once. */
export function tell(world: MoneyWorld, id: string, message: OutboxMessage): void {
  if (world.known.includes(id)) return;
  world.known.push(id);
  world.outbox[id] = message;
}

export function attemptOf(world: MoneyWorld, id: PaymentId): Attempt {
  const attempt = world.attempts.find((each) => each.id === id);
  if (attempt === undefined) throw new Error(`no attempt ${id}`);
  return attempt;
}

/** Worlds with the same key go the same ways: times count only by what is over, versions and remembered answers not at all. */
export function keyOf(world: MoneyWorld): string {
  const { capture, attempts, ticket, outbox, known, refund, timesFreed } = world;
  const booking = ours(world);
  return JSON.stringify([
    capture,
    booking?.status,
    booking?.paymentId,
    othersHasSeat(world),
    attempts,
    ticket,
    Object.keys(outbox).toSorted(),
    known.toSorted(),
    refund,
    timesFreed,
  ]);
}
