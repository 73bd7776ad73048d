import type { BookingId, EventId } from "../../domain/contract/ids.ts";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import type { User } from "../../domain/ports/users.ts";
import { seatLabel } from "../../domain/plan/find-seat.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";
import { bookingView, paymentView } from "./booking-view.ts";
import { newest } from "./newest-snapshot.ts";
import { ticketView } from "./ticket-view.ts";

/** One booking: seats from the object, so that buyers see what they wrote; payment and tickets from Postgres. */
export async function getBooking(
  services: Services,
  buyer: User,
  { event, booking }: { readonly event: EventId; readonly booking: BookingId },
): Promise<Result<BookingWire>> {
  const [live, record, tickets, plan] = await Promise.all([
    services.inventory.booking(event, booking),
    services.bookings.find(booking),
    services.bookings.ticketsOf(booking),
    services.catalogue.plan(event),
  ]);
  const snapshot = newest(live.ok ? live.value : undefined, record?.seats);
  if (snapshot === undefined || snapshot.buyerId !== buyer.id) {
    return live.ok || live.refusal.reason === "booking_not_found" ? refuse("booking_not_found") : live;
  }
  const view = bookingView(snapshot, record?.payment?.status ?? null);
  return ok({
    ...view,
    seats: view.seats.map((seat, i) => {
      const index = snapshot.seats[i]?.seat;
      if (plan === undefined || index === undefined) return seat;
      const { zone, row, seat: number } = seatLabel(plan, index);
      return { ...seat, zone, row, number };
    }),
    payment: paymentView(record?.payment ?? null),
    tickets: tickets.map((ticket) => ticketView(services.publicUrl, ticket)),
  });
}
