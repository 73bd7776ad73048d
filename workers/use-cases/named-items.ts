import type { BestWish, Places } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import type { HoldInRequest } from "../../domain/contract/wire/seats.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";

export interface NamedItems {
  readonly seats: readonly number[];
  readonly places: readonly Places[];
  /** Seats of the object's choice, besides. */
  readonly best?: BestWish;
}

/** Seats and places that a request names, as the object counts them; every one must belong to `event`. */
export function namedItems(event: EventId, named: HoldInRequest): Result<NamedItems> {
  const seats = [...(named.seat_id === undefined ? [] : [named.seat_id]), ...(named.seat_ids ?? [])];
  const foreignSeat = seats.find((seat) => seat.event !== event);
  if (foreignSeat !== undefined) return refuse("seat_not_found", { seat_id: foreignSeat.id });
  const places = named.places ?? [];
  const foreignArea = places.find(({ area_id }) => area_id.event !== event);
  if (foreignArea !== undefined) return refuse("area_not_found", { area_id: foreignArea.area_id.id });
  return ok({
    seats: seats.map(({ seat }) => seat),
    places: places.map(({ area_id, count }) => ({ area: area_id.area, count })),
    ...(named.best === undefined ? {} : { best: wishOf(named.best) }),
  });
}

function wishOf({ count, category, zone, accessible }: NonNullable<HoldInRequest["best"]>): BestWish {
  return {
    count,
    ...(category === undefined ? {} : { category }),
    ...(zone === undefined ? {} : { zone }),
    ...(accessible === undefined ? {} : { accessible }),
  };
}
