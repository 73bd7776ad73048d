/** Best available seats at a time, as commands ask for them; the choice itself is `domain/best-available`. */
import type { BestWish, EventConfig } from "../contract/event-object.ts";
import { findOrphan } from "../best-available/find-orphan.ts";
import { MAX_BEST, selectBest, type SeatWish } from "../best-available/select-best.ts";
import { ok, refuse, type Result } from "../result.ts";
import { houseAt } from "./house-at.ts";
import type { InventoryState } from "./state.ts";

/** Names as indexes. Refusal: validation_failed with the field that is wrong. */
export function readWish({ house, categories }: EventConfig, best: BestWish): Result<SeatWish> {
  if (house === undefined) return wrong("best", "is not offered for this event: name seats or places");
  const { count, category: categoryName, zone } = best;
  if (!Number.isSafeInteger(count) || count < 1 || count > MAX_BEST) {
    return wrong("best.count", `must be a whole number from 1 to ${MAX_BEST}`);
  }
  const category = categories.findIndex(({ name }) => name === categoryName);
  if (categoryName !== undefined && category === -1) return wrong("best.category", "is not a category of this event");
  const zones = zone === undefined ? undefined : new Set(house.zones.flatMap((name, i) => (name === zone ? [i] : [])));
  if (zones?.size === 0) return wrong("best.zone", "is not a zone of this event");
  return ok({
    count,
    category: categoryName === undefined ? undefined : category,
    zones,
    isAccessible: best.accessible === true,
  });
}

function wrong(field: string, detail: string): ReturnType<typeof refuse> {
  return refuse("validation_failed", { errors: [{ field, detail }] });
}

/** The best seats besides `taken`, which the same command names. Refusal: sold_out {best, left}. */
export function chooseBest(
  state: InventoryState,
  wish: SeatWish,
  taken: readonly number[],
  nowMs: number,
): Result<readonly number[]> {
  const index = houseAt(state, nowMs);
  const seats = index === undefined ? [] : selectBest(index, wish, taken);
  return seats.length < wish.count ? refuse("sold_out", { best: wish.count, left: seats.length }) : ok(seats);
}

/**
 * As many of the best seats as were named, of the first one's kind and category: what to offer when they are gone.
 * Undefined when there are not so many, or the event offers none.
 */
export function bestInstead(
  state: InventoryState,
  named: readonly number[],
  nowMs: number,
): readonly number[] | undefined {
  const [first] = named;
  const index = houseAt(state, nowMs);
  if (index === undefined || first === undefined || named.length > MAX_BEST) return undefined;
  const { categories, segmentOf, segments } = index.house;
  const isAccessible = segments.isAccessible[segmentOf[first] ?? 0] === 1;
  const wish = { count: named.length, category: categories[first], zones: undefined, isAccessible };
  const seats = selectBest(index, wish);
  return seats.length === named.length ? seats : undefined;
}

/** Where the organiser guards single seats: the seat that these, all of them free, would leave alone (`findOrphan`). */
export function orphanBeside(state: InventoryState, seats: readonly number[], nowMs: number): number | undefined {
  if (state.config.guardsSingleSeats !== true || seats.length === 0) return undefined;
  const index = houseAt(state, nowMs);
  return index && findOrphan(index, seats);
}
