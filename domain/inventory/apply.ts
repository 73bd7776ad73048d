/**
 * The only code that changes an inventory: a booking is replaced by its next value, the effects of the old one undone
 * and those of the new one done. A seat that another booking owns is never taken over (I1): that would be a bug in a
 * decision, and throws.
 */
import type { BookingId } from "../contract/ids.ts";
import { holdsItems, type Booking } from "./booking.ts";
import { retirementMs } from "./retire.ts";
import { SEAT_CODE, type AreaState, type InventoryState } from "./state.ts";

export function applyBooking(state: InventoryState, next: Booking): void {
  const { id, deadlineMs } = next;
  const old = state.bookings.get(id);
  if (old !== undefined) {
    giveBackItems(state, old);
    removeFromBuyer(state, old);
  }
  takeItems(state, next);
  addToBuyer(state, next);
  if (deadlineMs !== null && deadlineMs !== old?.deadlineMs) state.deadlines.push({ atMs: deadlineMs, id });
  const retiresAtMs = retirementMs(next);
  if (retiresAtMs !== null) state.retirements.push({ atMs: retiresAtMs, id });
  state.bookings.set(id, next);
  state.version += next.version - (old?.version ?? 0);
}

/** Removes an ended booking and its remembered answers. */
export function forgetBooking(state: InventoryState, id: BookingId): void {
  const booking = state.bookings.get(id);
  if (booking === undefined) return;
  if (holdsItems(booking)) throw new Error(`booking ${id} holds items and cannot be forgotten`);
  removeFromBuyer(state, booking);
  state.bookings.delete(id);
}

function giveBackItems(state: InventoryState, booking: Booking): void {
  if (!holdsItems(booking)) return;
  for (const { seat } of booking.seats) {
    state.seatOwners[seat] = undefined;
    setSeat(state, seat, state.blockedSeats.has(seat) ? SEAT_CODE.BLOCKED : SEAT_CODE.FREE);
  }
  for (const { area, count } of booking.places) countPlaces(state, booking, area, -count);
}

function takeItems(state: InventoryState, booking: Booking): void {
  if (!holdsItems(booking)) return;
  for (const { seat } of booking.seats) {
    const owner = state.seatOwners[seat];
    if (owner !== undefined) throw new Error(`seat ${seat} belongs to ${owner}, not to ${booking.id}`);
    state.seatOwners[seat] = booking.id;
    setSeat(state, seat, SEAT_CODE[seatStatusIn(booking)]);
  }
  for (const { area, count } of booking.places) countPlaces(state, booking, area, count);
}

function seatStatusIn({ status }: Booking): "SELECTED" | "RESERVED" | "SOLD" {
  if (status === "created") return "SELECTED";
  return status === "pending_payment" ? "RESERVED" : "SOLD";
}

function setSeat({ seatStatuses, seatCounts, houseIndex }: InventoryState, seat: number, code: number): void {
  const before = seatStatuses[seat];
  if (before === undefined) throw new Error(`there is no seat ${seat}`);
  seatStatuses[seat] = code;
  seatCounts[before] = (seatCounts[before] ?? 0) - 1;
  seatCounts[code] = (seatCounts[code] ?? 0) + 1;
  houseIndex?.touch(seat);
}

const PLACE_COUNTER = { SELECTED: "selected", RESERVED: "reserved", SOLD: "sold" } as const satisfies Record<
  string,
  keyof AreaState
>;

function countPlaces(state: InventoryState, booking: Booking, area: number, count: number): void {
  const counts = state.areas[area];
  if (counts === undefined) throw new Error(`there is no area ${area}`);
  counts[PLACE_COUNTER[seatStatusIn(booking)]] += count;
}

function addToBuyer({ holdingOf, endedOf }: InventoryState, booking: Booking): void {
  const index = holdsItems(booking) ? holdingOf : endedOf;
  const ids = index.get(booking.buyerId);
  if (ids === undefined) index.set(booking.buyerId, [booking.id]);
  else ids.push(booking.id);
}

function removeFromBuyer({ holdingOf, endedOf }: InventoryState, booking: Booking): void {
  const index = holdsItems(booking) ? holdingOf : endedOf;
  const rest = (index.get(booking.buyerId) ?? []).filter((id) => id !== booking.id);
  if (rest.length === 0) index.delete(booking.buyerId);
  else index.set(booking.buyerId, rest);
}
