/**
 * Whether a booking may have items at a time: all of them, or a refusal that names the first obstacle. Holds that are
 * due do not stand in the way, tidied or not (I6): those whose seats or places are needed are returned as expired.
 */
import type { Places } from "../contract/event-object.ts";
import type { BookingId } from "../contract/ids.ts";
import { ok, refuse, type Result } from "../result.ts";
import { asOf, expired, isDue, itemCount, type Booking } from "./booking.ts";
import { dueBookings } from "./expire.ts";
import { freePlaces, type InventoryState } from "./state.ts";
import type { Wanted } from "./wanted.ts";

/**
 * `booking` is as of `nowMs`; seats it holds already are no obstacle. `besides`: seats that are going to be chosen, for the
 * limit. Refusals, in this order:
 * buyer_limit_reached {limit, held}, seat_blocked {seat}, seat_taken {seat, heldUntilMs?}, sold_out {area, left}.
 */
export function findRoom(
  state: InventoryState,
  booking: Booking,
  wanted: Wanted,
  nowMs: number,
  besides = 0,
): Result<readonly Booking[]> {
  const added = wanted.places.reduce((sum, { count }) => sum + count, wanted.seats.length + besides);
  const limit = checkBuyerLimit(state, booking, added, nowMs);
  if (!limit.ok) return limit;
  const inTheWay = new Map<BookingId, Booking>();
  const seats = clearSeats(state, booking, wanted, nowMs, inTheWay);
  if (!seats.ok) return seats;
  const places = clearPlaces(state, wanted, nowMs, inTheWay);
  return places.ok ? ok(Array.from(inTheWay.values(), expired)) : places;
}

/** I8: seats and places over all bookings of the buyer that hold items at `nowMs`, this one with what is added. */
function checkBuyerLimit(state: InventoryState, booking: Booking, added: number, nowMs: number): Result<null> {
  let held = 0;
  for (const id of state.holdingOf.get(booking.buyerId) ?? []) {
    const other = state.bookings.get(id);
    if (other !== undefined && !isDue(other, nowMs)) held += itemCount(other);
  }
  const limit = state.config.maxPerBuyer;
  return added > 0 && held + added > limit ? refuse("buyer_limit_reached", { limit, held }) : ok(null);
}

function clearSeats(
  state: InventoryState,
  booking: Booking,
  wanted: Wanted,
  nowMs: number,
  inTheWay: Map<BookingId, Booking>,
): Result<null> {
  for (const seat of wanted.seats) {
    if (state.blockedSeats.has(seat)) return refuse("seat_blocked", { seat });
    const ownerId = state.seatOwners[seat];
    const owner = ownerId === undefined ? undefined : state.bookings.get(ownerId);
    if (owner === undefined || owner.id === booking.id) continue;
    if (!isDue(owner, nowMs)) {
      return refuse("seat_taken", owner.deadlineMs === null ? { seat } : { seat, heldUntilMs: owner.deadlineMs });
    }
    inTheWay.set(owner.id, owner);
  }
  return ok(null);
}

function clearPlaces(
  state: InventoryState,
  wanted: Wanted,
  nowMs: number,
  inTheWay: Map<BookingId, Booking>,
): Result<null> {
  for (const { area, count } of wanted.places) {
    const counts = state.areas[area];
    let left = counts === undefined ? 0 : freePlaces(counts);
    for (const due of inTheWay.values()) left += placesIn(due, area);
    if (left >= count) continue;
    for (const due of dueBookings(state, nowMs)) {
      if (placesIn(due, area) === 0 || inTheWay.has(due.id)) continue;
      inTheWay.set(due.id, due);
      left += placesIn(due, area);
      if (left >= count) break;
    }
    if (left < count) return refuse("sold_out", { area, left: Math.max(0, left) });
  }
  return ok(null);
}

/** How many places of an area a booking, or a wish, names. */
export function placesIn({ places }: { readonly places: readonly Places[] }, area: number): number {
  return places.find((held) => held.area === area)?.count ?? 0;
}

/** Open bookings of a buyer at `nowMs`. */
export function openBookings(state: InventoryState, buyer: Booking["buyerId"], nowMs: number): number {
  let open = 0;
  for (const id of state.holdingOf.get(buyer) ?? []) {
    const booking = state.bookings.get(id);
    if (booking !== undefined && asOf(booking, nowMs).deadlineMs !== null) open++;
  }
  return open;
}
