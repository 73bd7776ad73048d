import { ok, refuse, type Result } from "../result.ts";
import type { Booking, HeldSeat } from "./booking.ts";
import { equalSeats } from "./equal-seats.ts";
import { findRoom } from "./find-room.ts";
import type { InventoryState } from "./state.ts";

interface Retaken {
  readonly seats: readonly HeldSeat[];
  /** What has to expire to make room. */
  readonly expired: readonly Booking[];
}

/**
 * What an expired booking may have again, because its money comes after all: the same seats and places where all are free and
 * the buyer's limit allows (I8); else, where he has agreed to that, equal seats with the same places. At the prices that were
 * frozen. Refusal: seats_gone with the evidence of what is missing.
 */
export function retakeItems(
  state: InventoryState,
  booking: Booking,
  nowMs: number,
  acceptsEqualSeats: boolean,
): Result<Retaken> {
  const same = roomFor(state, booking, booking.seats, nowMs);
  if (same.ok) return same;
  const equal = acceptsEqualSeats ? equalSeats(state, booking, nowMs) : undefined;
  const instead = equal && roomFor(state, booking, equal, nowMs);
  if (instead?.ok === true) return instead;
  const { reason: obstacle, ...evidence } = same.refusal;
  return refuse("seats_gone", { ...evidence, obstacle });
}

function roomFor(state: InventoryState, booking: Booking, seats: readonly HeldSeat[], nowMs: number): Result<Retaken> {
  const wanted = { seats: seats.map(({ seat }) => seat), places: booking.places };
  const room = findRoom(state, booking, wanted, nowMs);
  return room.ok ? ok({ seats, expired: room.value }) : room;
}
