import { SEAT_STATUSES, type SeatStatus } from "../../domain/contract/event-object.ts";
import { seatId, type EventId } from "../../domain/contract/ids.ts";
import type { SeatWire } from "../../domain/contract/wire/seats.ts";
import type { Page, PageRequest } from "../../domain/ports/catalogue.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";

/** How old the statuses of a list may be: a list is stale when it is read, and a crowd must not reach the object by it. */
export const AVAILABILITY_MAX_AGE_MS = 1_000;

export interface SeatFilter {
  readonly row?: string | undefined;
  readonly status?: SeatStatus | undefined;
}

/** Seats in plan order with status and price. The plan comes from Postgres (cached), the statuses from the object. */
export async function listSeats(
  { catalogue, inventory }: Services,
  event: EventId,
  { row, status }: SeatFilter,
  { page, pageSize }: PageRequest,
): Promise<Result<Page<SeatWire>>> {
  const [detail, plan, availability] = await Promise.all([
    catalogue.event(event),
    catalogue.plan(event),
    inventory.availability(event, AVAILABILITY_MAX_AGE_MS),
  ]);
  if (detail === undefined || plan === undefined) return refuse("event_not_found");
  if (!availability.ok) return availability;

  const statuses = availability.value.seatStatuses;
  const first = (page - 1) * pageSize;
  const items: SeatWire[] = [];
  let total = 0;
  for (const { zone, label, firstSeat, seatCount } of plan.rows) {
    if (row !== undefined && row !== label) continue;
    for (let seat = firstSeat; seat < firstSeat + seatCount; seat++) {
      const seatStatus = SEAT_STATUSES[statuses[seat] ?? 0] ?? "FREE";
      if (status !== undefined && status !== seatStatus) continue;
      if (total >= first && items.length < pageSize) {
        const category = plan.seats.category[seat] ?? 0;
        items.push({
          id: seatId(event, seat),
          zone: plan.zones[zone]?.name ?? "",
          row: label,
          number: plan.seats.label[seat] ?? "",
          category: plan.categories[category]?.name ?? "",
          price_minor: detail.categories[category]?.priceMinor ?? 0,
          currency: detail.currency,
          status: seatStatus,
        });
      }
      total++;
    }
  }
  return ok({ items, total });
}
