import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import type { Page, PageRequest } from "../../domain/ports/catalogue.ts";
import type { User } from "../../domain/ports/users.ts";
import type { Services } from "../services.ts";
import { bookingView, paymentView } from "./booking-view.ts";
import { newest } from "./newest-snapshot.ts";

/** Objects asked for one page: a page of bookings spans few events, and each object is one call. */
const OBJECTS_MAX = 6;

/**
 * A buyer's bookings, newest first: Postgres, overlaid by what the events' objects know better. Postgres follows the
 * object within a second or so; until then a new booking of `event` is found here, and without `event` it is missing.
 */
export async function listBookings(
  { bookings, inventory }: Services,
  buyer: User,
  page: PageRequest,
  event?: EventId,
): Promise<Page<BookingWire>> {
  const recorded = await bookings.listOf(buyer.id, page, event);
  const events = new Set(
    recorded.items.filter(({ seats }) => seats.deadlineMs !== null).map(({ seats }) => seats.eventId),
  );
  if (event !== undefined) events.add(event);

  const answers = await Promise.all([...events].slice(0, OBJECTS_MAX).map((id) => inventory.bookingsOf(id, buyer.id)));
  const live = new Map<string, BookingSnapshot>();
  for (const answer of answers) if (answer.ok) for (const booking of answer.value) live.set(booking.id, booking);

  const items = recorded.items.map((record) => {
    const seats = newest(live.get(record.seats.id), record.seats) ?? record.seats;
    live.delete(record.seats.id);
    return { ...bookingView(seats, record.payment?.status ?? null), payment: paymentView(record.payment) };
  });
  const fresh = page.page === 1 ? unrecorded(live, recorded.items.at(-1)?.seats, event) : [];
  return { items: [...fresh, ...items].slice(0, page.pageSize), total: recorded.total + fresh.length };
}

/** Bookings of `event` that Postgres has not heard of: they are newer than all that it listed. */
function unrecorded(
  live: Map<string, BookingSnapshot>,
  oldestListed: BookingSnapshot | undefined,
  event?: EventId,
): BookingWire[] {
  return [...live.values()]
    .filter((booking) => booking.eventId === event && booking.createdAtMs > (oldestListed?.createdAtMs ?? 0))
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
    .map((booking) => bookingView(booking));
}
