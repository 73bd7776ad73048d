import type { Release } from "../contract/event-object.ts";
import { ok, refuse, type Result } from "../result.ts";
import { changed, type Booking } from "./booking.ts";
import { findOwnBooking, requireCreated } from "./find-booking.ts";
import { placesIn } from "./find-room.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import { MAX_REMEMBERED_CHANGES, rememberedChanges } from "./remembered-answer.ts";
import type { InventoryState } from "./state.ts";
import { wantedItems, type Wanted } from "./wanted.ts";

/**
 * Gives items of a created booking back, all or nothing; also after the sale has ended. Refusals, in this order:
 * booking_not_found, the code of its status, too_many_changes {limit}, seat_not_found, area_not_found,
 * seat_not_held {seat}, places_not_held {area, held}. Without a booking id, seat_not_found and seat_not_held come first.
 */
export function release(state: InventoryState, command: Release, nowMs: number): CommandResult {
  const found = bookingMeant(state, command, nowMs);
  if (!found.ok) return found;
  const created = requireCreated(found.value);
  if (!created.ok) return created;
  const booking = created.value;
  const limit = MAX_REMEMBERED_CHANGES;
  if (rememberedChanges(booking, nowMs) >= limit) return refuse("too_many_changes", { limit });
  const wanted = wantedItems(state, command);
  if (!wanted.ok) return wanted;
  const { seats, places } = wanted.value;
  if (seats.length === 0 && places.length === 0) return becomes(booking);
  const held = checkHeld(booking, wanted.value);
  if (!held.ok) return held;
  return becomes(
    changed(booking, {
      seats: booking.seats.filter(({ seat }) => !seats.includes(seat)),
      places: booking.places
        .map((own) => ({ ...own, count: own.count - placesIn(wanted.value, own.area) }))
        .filter(({ count }) => count > 0),
    }),
  );
}

/** Without a booking id: the buyer's booking that holds the first seat. */
function bookingMeant(state: InventoryState, command: Release, nowMs: number): Result<Booking> {
  const { bookingId, buyerId } = command;
  if (bookingId !== null) return findOwnBooking(state, bookingId, buyerId, nowMs);
  const [seat] = command.seats;
  if (seat === undefined) return refuse("booking_not_found");
  if (state.seatStatuses[seat] === undefined) return refuse("seat_not_found", { seat });
  const owner = state.seatOwners[seat];
  const found = owner === undefined ? undefined : findOwnBooking(state, owner, buyerId, nowMs);
  return found?.ok === true && found.value.status !== "expired" ? found : refuse("seat_not_held", { seat });
}

function checkHeld(booking: Booking, { seats, places }: Wanted): Result<null> {
  const own = new Set(booking.seats.map(({ seat }) => seat));
  const foreign = seats.find((seat) => !own.has(seat));
  if (foreign !== undefined) return refuse("seat_not_held", { seat: foreign });
  const tooMany = places.find(({ area, count }) => count > placesIn(booking, area));
  if (tooMany === undefined) return ok(null);
  return refuse("places_not_held", { area: tooMany.area, held: placesIn(booking, tooMany.area) });
}
