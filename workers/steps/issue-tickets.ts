import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import { ticketId } from "../../domain/contract/ids.ts";
import type { Ticket } from "../../domain/ports/bookings.ts";
import type { Services } from "../services.ts";

/** A ticket per seat and per place, numbered in the booking's order: issuing again gives the same tickets. */
export async function issueTickets(
  { tickets }: Pick<Services, "tickets">,
  { id: bookingId, eventId, ...booking }: BookingSnapshot,
): Promise<Ticket[]> {
  const places = booking.places.flatMap(({ area, count }) =>
    Array.from({ length: count }, () => ({ seat: null, area })),
  );
  const items = [...booking.seats.map(({ seat }) => ({ seat, area: null })), ...places];
  return Promise.all(
    items.map(async ({ seat, area }, ordinal) => {
      const id = ticketId(bookingId, ordinal);
      const code = await tickets.sign({ ticket: id, event: eventId, seat, area });
      return { id, bookingId, eventId, seat, area, code, status: "valid" as const };
    }),
  );
}
