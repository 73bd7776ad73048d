import { areaId, type EventId } from "../../domain/contract/ids.ts";
import { MAX_SEATS_PER_REQUEST, type HoldInRequest } from "../../domain/contract/wire/seats.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";

type NamedArea = NonNullable<HoldInRequest["places"]>[number]["area_id"];

/**
 * A request with the number that it asks for: places of the area that it names, or of the event's first one; where the
 * event has no areas, the best seats. Refusals: event_not_found; validation_failed for a number of seats that is too large or
 * stands beside a wish for the best.
 */
export async function quantityOf(
  { catalogue }: Pick<Services, "catalogue">,
  event: EventId,
  request: HoldInRequest,
  quantity: number,
  area: NamedArea | undefined,
): Promise<Result<HoldInRequest>> {
  if (area !== undefined) return ok(withPlaces(request, area, quantity));
  const detail = await catalogue.event(event);
  if (detail === undefined) return refuse("event_not_found");
  if (detail.areas.length > 0) return ok(withPlaces(request, { id: areaId(event, 0), event, area: 0 }, quantity));
  if (request.best !== undefined)
    return wrong("means the best seats, as the event has no standing places: not beside best");
  if (quantity > MAX_SEATS_PER_REQUEST) return wrong(`is at most ${MAX_SEATS_PER_REQUEST} seats`);
  return ok({ ...request, best: { count: quantity } });
}

function wrong(detail: string): ReturnType<typeof refuse> {
  return refuse("validation_failed", { errors: [{ field: "quantity", detail }] });
}

function withPlaces(request: HoldInRequest, area_id: NamedArea, count: number): HoldInRequest {
  return { ...request, places: [...(request.places ?? []), { area_id, count }] };
}
