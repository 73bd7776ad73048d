import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { Ticket } from "../../domain/ports/bookings.ts";
import { ticketMail } from "./mails/ticket-mail.ts";
import type { Services } from "../services.ts";
import { qrUrl } from "../use-cases/ticket-view.ts";
import { placeName } from "../use-cases/place-name.ts";

/** One mail per paid booking: the mail's idempotency key is the booking, so a repeated delivery sends nothing twice. */
export async function deliverTickets(services: Services, bookingId: BookingId, outboxId: string): Promise<void> {
  const [record, tickets] = await Promise.all([
    services.bookings.find(bookingId),
    services.bookings.ticketsOf(bookingId),
  ]);
  if (record === undefined) throw new Error(`deliver-tickets: no booking ${bookingId}`);
  const { eventId, buyerId, totalMinor, currency } = record.seats;
  const [event, plan, buyer] = await Promise.all([
    services.catalogue.event(eventId),
    services.catalogue.plan(eventId),
    services.users.find(buyerId),
  ]);
  if (event === undefined || buyer === undefined) throw new Error(`deliver-tickets: no event or buyer of ${bookingId}`);

  const mail = ticketMail({
    buyerName: buyer.name,
    bookingId,
    event: { name: event.name, venue: event.venue, city: event.city, startsAt: event.startsAt },
    total: { amountMinor: totalMinor, currency },
    tickets: tickets
      .filter(({ status }) => status === "valid")
      .map((ticket) => ({
        place: placeName(event, plan, ticket),
        price: priceOf(record.seats, ticket),
        url: qrUrl(services.publicUrl, ticket.code),
      })),
  });
  await services.mailer.send({ ...mail, to: buyer.email, idempotencyKey: `booking.paid/${bookingId}` });
  await services.outbox.consume(outboxId);
}

/** What was paid for a ticket's seat or place; a booking has one price per area. */
function priceOf({ seats, places, currency }: BookingSnapshot, ticket: Ticket): Money | undefined {
  const item =
    ticket.seat === null
      ? places.find(({ area }) => area === ticket.area)
      : seats.find(({ seat }) => seat === ticket.seat);
  return item && { amountMinor: item.priceMinor, currency };
}
