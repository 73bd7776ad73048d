import type { Places } from "../contract/event-object.ts";
import type { Result } from "../result.ts";
import { changed, type Booking, type HeldPlaces } from "./booking.ts";
import { findRoom, placesIn } from "./find-room.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";
import { wantedItems } from "./wanted.ts";

/**
 * Adds seats and places to a created booking at today's prices, all or nothing. What it holds already stays as it is; when
 * nothing is new, the booking is unchanged. Refusals: those of `wantedItems`, then those of `findRoom`.
 */
export function takeItems(
  state: InventoryState,
  booking: Booking,
  items: { readonly seats: readonly number[]; readonly places: readonly Places[] },
  nowMs: number,
): CommandResult {
  const wanted = wantedItems(state, items);
  if (!wanted.ok) return wanted;
  const held = new Set(booking.seats.map(({ seat }) => seat));
  const seats = wanted.value.seats.filter((seat) => !held.has(seat));
  const { places } = wanted.value;
  if (seats.length === 0 && places.length === 0) return becomes(booking);

  const room: Result<readonly Booking[]> = findRoom(state, booking, { seats, places }, nowMs);
  if (!room.ok) return room;
  const next = changed(booking, {
    seats: [...booking.seats, ...seats.map((seat) => ({ seat, priceMinor: state.seatPrices[seat] ?? 0 }))],
    places: addPlaces(state, booking, places),
  });
  return becomes(next, room.value);
}

/** More places in an area cost what the first ones cost: a booking has one price per area. */
function addPlaces(state: InventoryState, booking: Booking, added: readonly Places[]): readonly HeldPlaces[] {
  const untouched = booking.places.filter(({ area }) => !added.some((more) => more.area === area));
  const grown = added.map(({ area, count }) => ({
    area,
    count: placesIn(booking, area) + count,
    priceMinor: booking.places.find((held) => held.area === area)?.priceMinor ?? state.areas[area]?.priceMinor ?? 0,
  }));
  return [...untouched, ...grown];
}
