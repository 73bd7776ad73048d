import { ok, type Result } from "../result.ts";
import type { Booking } from "./booking.ts";

/** What a command comes to when it is not refused: the booking as it is then, and what had to expire to make room. */
export interface Outcome {
  readonly booking: Booking;
  /** New values of bookings that were due, to be applied before `booking`. */
  readonly expired: readonly Booking[];
}

export type CommandResult = Result<Outcome>;

export function becomes(booking: Booking, expired: readonly Booking[] = []): CommandResult {
  return ok({ booking, expired });
}
