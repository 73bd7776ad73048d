/**
 * A booking as the inventory keeps it: immutable, and complete. What a seat's status is, what a buyer holds, and which
 * requests were answered follow from the bookings alone, so a change is nothing but a list of new booking values.
 *
 * `seats` and `places` are what the booking holds or, once it has ended, what it held when it ended: a payment that
 * comes late may still get the same seats. Prices are frozen here when the item is taken.
 */
import type { BookingStatus } from "../contract/event-object.ts";
import type { BookingId, PaymentId, UserId } from "../contract/ids.ts";
import type { RememberedAnswers } from "./remembered-answer.ts";

export interface HeldSeat {
  readonly seat: number;
  readonly priceMinor: number;
}

/** At most one per area in a booking. */
export interface HeldPlaces {
  readonly area: number;
  readonly count: number;
  readonly priceMinor: number;
}

/** The part of a booking that commands change, and that an answer shows. */
export interface BookingContent {
  readonly status: BookingStatus;
  readonly seats: readonly HeldSeat[];
  readonly places: readonly HeldPlaces[];
  /** End of the hold or of the payment; null once confirmed or final. */
  readonly deadlineMs: number | null;
  readonly paymentId: PaymentId | null;
  /** Grows by one with each change of the content. */
  readonly version: number;
}

export interface Booking extends BookingContent {
  readonly id: BookingId;
  readonly buyerId: UserId;
  readonly createdAtMs: number;
  /** When it expired, was cancelled or refunded; null before. */
  readonly endedAtMs: number | null;
  /** The passes by which it got seats, by number; none where the sale was not queued. */
  readonly passNumbers: readonly number[];
  readonly answers: RememberedAnswers;
}

/** Created or pending_payment: it holds seats until its deadline. */
export function isOpen({ status }: BookingContent): boolean {
  return status === "created" || status === "pending_payment";
}

/** Its seats and places belong to its buyer. */
export function holdsItems(booking: BookingContent): boolean {
  return isOpen(booking) || booking.status === "confirmed";
}

/** Seats and places together, as the limit per buyer counts them (I8). */
export function itemCount({ seats, places }: BookingContent): number {
  return places.reduce((sum, { count }) => sum + count, seats.length);
}

/** The next version of a booking. */
export function changed(booking: Booking, change: Partial<Omit<Booking, "id" | "version">>): Booking {
  return { ...booking, ...change, version: booking.version + 1 };
}

/** A hold is over from the instant of its deadline, tidied or not (I6). */
export function isDue({ deadlineMs }: BookingContent, nowMs: number): boolean {
  return deadlineMs !== null && deadlineMs <= nowMs;
}

/** It ended at its deadline, whenever that is noticed: the same value for whoever computes it. */
export function expired(booking: Booking): Booking {
  return changed(booking, { status: "expired", deadlineMs: null, endedAtMs: booking.deadlineMs });
}

/** The booking as it is at `nowMs`: every decision and every reader sees a hold end on time. */
export function asOf(booking: Booking, nowMs: number): Booking {
  return isDue(booking, nowMs) ? expired(booking) : booking;
}
