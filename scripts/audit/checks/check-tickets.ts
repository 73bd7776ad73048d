import type { JoinedBooking, JoinedEvent, JoinedPayment } from "../join-event.ts";
import { PAID } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";
import type { BookingCopy, TicketRow } from "../world.ts";

/** Who has paid has exactly the tickets of his booking, and nobody else has any (I1, I2). */
export function* checkTickets({ id: event, joined, tickets }: JoinedEvent): Generator<Remark> {
  yield* checkSeats(event, tickets);
  for (const booking of joined) {
    if (booking.inPostgres === undefined) yield* checkStrays(event, booking);
    const paid = booking.payments.find(({ status }) => PAID.has(status));
    if (paid === undefined || paid.status === "refunding") yield* checkEnded(event, booking);
    else if (booking.agreed?.status === "confirmed") yield* checkSold(event, booking, booking.agreed, paid);
  }
}

function* checkSeats(event: string, tickets: readonly TicketRow[]): Generator<Remark> {
  const ticketOf = new Map<number, string>();
  for (const { id, seat, status } of tickets) {
    if (seat === null || status === "void") continue;
    const other = ticketOf.get(seat);
    if (other !== undefined) {
      const says = `seat ${seat} is on the tickets ${other} and ${id}`;
      yield { code: "seat_ticketed_twice", event, subject: `seat ${seat}`, says };
    }
    ticketOf.set(seat, id);
  }
}

/** Postgres was read as of one instant, and has no ticket before its booking: whose these are is another event's, or nobody. */
function* checkStrays(event: string, { id, tickets }: JoinedBooking): Generator<Remark> {
  for (const ticket of tickets) {
    const says = `${ticket.id} is ${ticket.status} for this event, and its booking ${id} is none of this event's`;
    yield { code: "ticket_of_nobody", event, subject: ticket.id, says };
  }
}

/** A booking that is still sold for no money is told of by `confirmed_unpaid`, tickets and all. */
function* checkEnded(event: string, { id, agreed, payments, tickets }: JoinedBooking): Generator<Remark> {
  if (agreed === undefined || tickets.length === 0) return;
  const newest = payments.at(-1);
  if (agreed.status === "confirmed" && newest?.status !== "refunding") return;
  const says = `${id} is ${agreed.status}, its payment ${newest?.status ?? "nowhere"}, and ${tickets.length} of its tickets are good`;
  yield { code: "ended_with_tickets", event, subject: id, says };
}

function* checkSold(
  event: string,
  { id: subject, tickets }: JoinedBooking,
  booking: BookingCopy,
  payment: JoinedPayment,
): Generator<Remark> {
  if (tickets.length === 0 && payment.amountMinor > 0) {
    const says = `${payment.id} of ${subject} is ${payment.status} for ${payment.amountMinor} ${payment.currency}, and there is no ticket`;
    yield { code: "money_without_tickets", event, subject, says };
    return;
  }
  const good = tickets.filter(({ status }) => status === "valid");
  if (payment.status === "disputed" && good.length > 0) {
    const says = `${subject} is disputed, and ${good.length} of its tickets are valid`;
    yield { code: "disputed_ticket_valid", event, subject, says };
    return;
  }
  const [bought, issued] = [placesOf(booking), ticketPlaces(payment.status === "disputed" ? tickets : good)];
  if (bought === issued) return;
  const says = `${subject} owns ${bought || "nothing"}; its tickets are for ${issued || "nothing"}`;
  yield { code: "tickets_differ", event, subject, says };
}

function placesOf({ items }: BookingCopy): string {
  const seats = items.flatMap(({ seat }) => seat ?? []);
  return placesText(
    seats,
    items.flatMap(({ area, count }) => (area === null ? [] : [[area, count] as const])),
  );
}

function ticketPlaces(tickets: readonly TicketRow[]): string {
  const places = Map.groupBy(
    tickets.filter(({ area }) => area !== null),
    ({ area }) => area ?? 0,
  );
  return placesText(
    [...new Set(tickets.flatMap(({ seat }) => seat ?? []))],
    [...places].map(([area, list]) => [area, list.length] as const),
  );
}

function placesText(seats: readonly number[], places: readonly (readonly [area: number, count: number])[]): string {
  const ofSeats = seats.toSorted((a, b) => a - b).map((seat) => `seat ${seat}`);
  const ofAreas = places.toSorted(([a], [b]) => a - b).map(([area, count]) => `${count} × area ${area}`);
  return [...ofSeats, ...ofAreas].join(", ");
}
