import type { Availability, StatusCounts } from "../contract/event-object.ts";
import { dueBookings } from "./expire.ts";
import { SEAT_CODE, type AreaState, type InventoryState } from "./state.ts";

/**
 * The house at `nowMs`, as a copy. Holds that are due show as free, tidied or not (I6); each counts as the version that
 * its expiry is going to be.
 */
export function availability(state: InventoryState, nowMs: number): Availability {
  const seatStatuses = state.seatStatuses.slice();
  const seatCounts = state.seatCounts.slice();
  const areas = state.areas.map((area) => ({ ...area }));
  let { version } = state;
  for (const due of dueBookings(state, nowMs)) {
    version++;
    const isReserved = due.status === "pending_payment";
    for (const { seat } of due.seats) {
      const freed = state.blockedSeats.has(seat) ? SEAT_CODE.BLOCKED : SEAT_CODE.FREE;
      move(seatCounts, isReserved ? SEAT_CODE.RESERVED : SEAT_CODE.SELECTED, freed);
      seatStatuses[seat] = freed;
    }
    for (const { area, count } of due.places) {
      const counts = areas[area];
      if (counts !== undefined) counts[isReserved ? "reserved" : "selected"] -= count;
    }
  }
  return { version, atMs: nowMs, seatStatuses, seats: seatTotals(seatCounts), areas: areas.map(areaTotals) };
}

function move(counts: Uint32Array, from: number, to: number): void {
  counts[from] = (counts[from] ?? 0) - 1;
  counts[to] = (counts[to] ?? 0) + 1;
}

function seatTotals(counts: Uint32Array): StatusCounts {
  return {
    free: counts[SEAT_CODE.FREE] ?? 0,
    selected: counts[SEAT_CODE.SELECTED] ?? 0,
    reserved: counts[SEAT_CODE.RESERVED] ?? 0,
    sold: counts[SEAT_CODE.SOLD] ?? 0,
    blocked: counts[SEAT_CODE.BLOCKED] ?? 0,
  };
}

/** Where the organiser has set the capacity below what is held, what is held is the capacity (I1). */
function areaTotals({ capacity, selected, reserved, sold }: AreaState): StatusCounts & { readonly capacity: number } {
  const taken = selected + reserved + sold;
  const free = Math.max(0, capacity - taken);
  return { capacity: taken + free, free, selected, reserved, sold, blocked: 0 };
}
