import { buildHouse } from "../best-available/house.ts";
import { HouseIndex } from "../best-available/house-index.ts";
import { dueBookings } from "./expire.ts";
import type { InventoryState } from "./state.ts";

/**
 * The house as seats are chosen in it. Holds that are due count as free (I6), of seats that may be sold. Made when it is
 * first asked for; undefined where the event offers no choice.
 */
export function houseAt(state: InventoryState, nowMs: number): HouseIndex | undefined {
  const { house } = state.config;
  if (house === undefined) return undefined;
  state.houseIndex ??= new HouseIndex(buildHouse(state.config, house), state.seatStatuses);
  state.houseIndex.asOf(nowMs, dueSeats(state, nowMs));
  return state.houseIndex;
}

function* dueSeats(state: InventoryState, nowMs: number): Generator<number> {
  for (const { seats } of dueBookings(state, nowMs)) {
    for (const { seat } of seats) if (!state.blockedSeats.has(seat)) yield seat;
  }
}
