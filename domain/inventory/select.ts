import type { Select } from "../contract/event-object.ts";
import { refuse } from "../result.ts";
import { findOwnBooking, requireCreated } from "./find-booking.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import { MAX_REMEMBERED_CHANGES, rememberedChanges } from "./remembered-answer.ts";
import { requireOnSale } from "./require-on-sale.ts";
import type { InventoryState } from "./state.ts";
import { takeItems } from "./take-items.ts";

/**
 * Adds items to a created booking, all or nothing; its deadline stays. Refusals, in this order: event_cancelled,
 * event_not_on_sale, booking_not_found, the code of its status, too_many_changes {limit}, then those of `takeItems`.
 */
export function select(state: InventoryState, command: Select, nowMs: number): CommandResult {
  const onSale = requireOnSale(state.config, nowMs);
  if (!onSale.ok) return onSale;
  const found = findOwnBooking(state, command.bookingId, command.buyerId, nowMs);
  if (!found.ok) return found;
  const created = requireCreated(found.value);
  if (!created.ok) return created;
  const limit = MAX_REMEMBERED_CHANGES;
  if (rememberedChanges(created.value, nowMs) >= limit) return refuse("too_many_changes", { limit });
  const taken = takeItems(state, created.value, command, nowMs);
  if (!taken.ok || command.pass === undefined || taken.value.booking === created.value) return taken;
  const { booking, expired } = taken.value;
  const passNumbers = [...new Set([...booking.passNumbers, command.pass.number])];
  return becomes({ ...booking, passNumbers }, expired);
}
