import type { BookingSnapshot } from "../contract/event-object.ts";
import type { TicketStatus } from "../ticket-statuses.ts";
import type { CaseTicket } from "./booking-case.ts";

/** Whether there is one ticket for each seat and place of a booking, none besides, and each as it should be. */
export function ticketsMatch(
  { seats, places }: Pick<BookingSnapshot, "seats" | "places">,
  tickets: readonly CaseTicket[],
  status: TicketStatus,
): boolean {
  const missing = new Map<string, number>();
  const add = (key: string, count: number): void => void missing.set(key, (missing.get(key) ?? 0) + count);
  for (const { seat } of seats) add(`seat ${seat}`, 1);
  for (const { area, count } of places) add(`area ${area}`, count);
  for (const { seat, area } of tickets) add(seat === null ? `area ${area}` : `seat ${seat}`, -1);
  return tickets.every((ticket) => ticket.status === status) && [...missing.values()].every((count) => count === 0);
}
