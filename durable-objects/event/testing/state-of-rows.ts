import { applyBooking } from "../../../domain/inventory/apply.ts";
import { createState, type InventoryState } from "../../../domain/inventory/state.ts";
import type { EventStorage } from "../storage.ts";

/** The inventory that the booking rows of an object amount to. */
export function stateOfRows(storage: EventStorage): InventoryState {
  const config = storage.open();
  if (config === undefined) throw new Error("the object was never configured");
  const state = createState(config);
  for (const { booking } of storage.bookings()) applyBooking(state, booking);
  state.version = storage.version();
  return state;
}
