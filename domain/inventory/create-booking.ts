import type { Buy, CreateBooking } from "../contract/event-object.ts";
import { refuse } from "../result.ts";
import type { Booking } from "./booking.ts";
import { openBookings } from "./find-room.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import { NO_ANSWERS } from "./remembered-answer.ts";
import { requireOnSale } from "./require-on-sale.ts";
import type { InventoryState } from "./state.ts";
import { takeItems } from "./take-items.ts";

/** Bookings of a buyer that ended and are still remembered, for a day: each of his commands looks through them. */
const MAX_ENDED_PER_BUYER = 1_000;

/**
 * Opens a booking with what it holds from the start; its clock starts now and runs for `holdTtlMs`.
 * Refusals, in this order: event_cancelled, event_not_on_sale, too_many_open_bookings {limit, ended?}, then those of `takeItems`.
 */
export function createBooking(state: InventoryState, command: CreateBooking | Buy, nowMs: number): CommandResult {
  const { config } = state;
  const onSale = requireOnSale(config, nowMs);
  if (!onSale.ok) return onSale;
  const limit = config.maxOpenBookingsPerBuyer;
  if (openBookings(state, command.buyerId, nowMs) >= limit) return refuse("too_many_open_bookings", { limit });
  const ended = state.endedOf.get(command.buyerId)?.length ?? 0;
  if (ended >= MAX_ENDED_PER_BUYER) return refuse("too_many_open_bookings", { limit: MAX_ENDED_PER_BUYER, ended });
  // Ids are minted for each request, and a repeat was answered before it came here.
  if (state.bookings.has(command.bookingId)) throw new Error(`booking id ${command.bookingId} is in use`);
  const booking: Booking = {
    id: command.bookingId,
    buyerId: command.buyerId,
    status: "created",
    seats: [],
    places: [],
    deadlineMs: nowMs + config.holdTtlMs,
    paymentId: null,
    createdAtMs: nowMs,
    endedAtMs: null,
    passNumbers: command.pass === undefined ? [] : [command.pass.number],
    version: 1,
    answers: NO_ANSWERS,
  };
  const taken = takeItems(state, booking, command, nowMs);
  // What it holds from the start is part of its first version.
  return taken.ok ? becomes({ ...taken.value.booking, version: 1 }, taken.value.expired) : taken;
}
