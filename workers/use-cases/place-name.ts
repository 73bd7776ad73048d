import type { Ticket } from "../../domain/ports/bookings.ts";
import type { EventDetail } from "../../domain/ports/catalogue.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { seatLabel } from "../../domain/plan/find-seat.ts";

/** What a ticket says of its place: "Stalls, row 5, seat 12", or the name of a standing area. */
export function placeName(
  event: EventDetail,
  plan: PlanLayout | undefined,
  { seat, area }: Pick<Ticket, "seat" | "area">,
): string {
  if (area !== null) return event.areas[area]?.name ?? "Standing";
  if (seat === null || plan === undefined) return "Seat";
  const label = seatLabel(plan, seat);
  return `${label.zone}, row ${label.row}, seat ${label.seat}`;
}
