import type { Places } from "../contract/event-object.ts";
import { ok, refuse, type Result } from "../result.ts";
import type { InventoryState } from "./state.ts";

/** The items that a command names: each seat once, one count per area. */
export interface Wanted {
  readonly seats: readonly number[];
  readonly places: readonly Places[];
}

/** More is nonsense, and a batch of commands must fit into a row of the command log. */
const MAX_NAMED = 500;

/**
 * Merges duplicates: a seat named twice is wanted once, counts of the same area add up.
 * Refusals: validation_failed {named, limit}, seat_not_found {seat}, then per area area_not_found {area} and
 * validation_failed {area, count}.
 */
export function wantedItems(
  { seatStatuses, areas }: InventoryState,
  command: { readonly seats: readonly number[]; readonly places: readonly Places[] },
): Result<Wanted> {
  const named = command.seats.length + command.places.length;
  if (named > MAX_NAMED) return refuse("validation_failed", { named, limit: MAX_NAMED });
  const seats = [...new Set(command.seats)];
  const unknown = seats.find((seat) => seatStatuses[seat] === undefined);
  if (unknown !== undefined) return refuse("seat_not_found", { seat: unknown });
  const counts = new Map<number, number>();
  for (const { area, count } of command.places) {
    if (areas[area] === undefined) return refuse("area_not_found", { area });
    if (!Number.isSafeInteger(count) || count < 1) return refuse("validation_failed", { area, count });
    counts.set(area, (counts.get(area) ?? 0) + count);
  }
  return ok({ seats, places: Array.from(counts, ([area, count]) => ({ area, count })) });
}
