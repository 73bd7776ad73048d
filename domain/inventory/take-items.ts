import type { BestWish, Places } from "../contract/event-object.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import { bestInstead, chooseBest, orphanBeside, readWish } from "./best-seats.ts";
import { changed, type Booking, type HeldPlaces } from "./booking.ts";
import { findRoom, placesIn } from "./find-room.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";
import { wantedItems, type Wanted } from "./wanted.ts";

/**
 * Adds seats and places to a created booking at today's prices, all or nothing: those named, and the best that are left
 * besides them. What it holds already stays as it is; when nothing is new, the booking is unchanged. Refusals, in this
 * order: those of `wantedItems` and `readWish`, those of `findRoom` for what is named, where seat_taken has
 * `instead`: as many of the best seats, when there are; orphan_seat {seat}; sold_out {best, left}.
 */
export function takeItems(
  state: InventoryState,
  booking: Booking,
  items: { readonly seats: readonly number[]; readonly places: readonly Places[]; readonly best?: BestWish },
  nowMs: number,
): CommandResult {
  const wanted = wantedItems(state, items);
  if (!wanted.ok) return wanted;
  const held = new Set(booking.seats.map(({ seat }) => seat));
  const named = { seats: wanted.value.seats.filter((seat) => !held.has(seat)), places: wanted.value.places };
  if (named.seats.length === 0 && named.places.length === 0 && items.best === undefined) return becomes(booking);

  const found = findItems(state, booking, named, items.best, nowMs);
  if (!found.ok) return found;
  const { seats, expired } = found.value;
  const next = changed(booking, {
    seats: [...booking.seats, ...seats.map((seat) => ({ seat, priceMinor: state.seatPrices[seat] ?? 0 }))],
    places: addPlaces(state, booking, named.places),
  });
  return becomes(next, expired);
}

interface Found {
  /** Those that are named and, after them, those that are chosen. */
  readonly seats: readonly number[];
  /** What has to expire to make room. */
  readonly expired: readonly Booking[];
}

function findItems(
  state: InventoryState,
  booking: Booking,
  named: Wanted,
  best: BestWish | undefined,
  nowMs: number,
): Result<Found> {
  const wish = best && readWish(state.config, best);
  if (wish?.ok === false) return wish;
  const room = findRoom(state, booking, named, nowMs, best?.count);
  if (!room.ok) return { ok: false, refusal: withInstead(state, room.refusal, named, nowMs) };
  const orphan = orphanBeside(state, named.seats, nowMs);
  if (orphan !== undefined) return refuse("orphan_seat", { seat: orphan });
  if (wish === undefined) return ok({ seats: named.seats, expired: room.value });

  const chosen = chooseBest(state, wish.value, named.seats, nowMs);
  if (!chosen.ok) return chosen;
  const seats = [...named.seats, ...chosen.value];
  // Chosen seats pass the same door as named ones (I1, I8).
  const all = findRoom(state, booking, { seats, places: named.places }, nowMs);
  return all.ok ? ok({ seats, expired: all.value }) : all;
}

function withInstead(state: InventoryState, refusal: Refusal, { seats }: Wanted, nowMs: number): Refusal {
  const instead = refusal.reason === "seat_taken" ? bestInstead(state, seats, nowMs) : undefined;
  return instead === undefined ? refusal : { ...refusal, instead };
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
