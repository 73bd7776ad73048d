import type { BookingSnapshot, EventConfig } from "../contract/event-object.ts";
import { holdsItems, type Booking, type BookingContent } from "./booking.ts";

/**
 * What callers and the journal see of a booking, at `content` when an earlier answer is told again. A booking that has
 * ended shows no seats; its total remains, as the price of what it held.
 */
export function snapshotOf(config: EventConfig, booking: Booking, content: BookingContent = booking): BookingSnapshot {
  const holds = holdsItems(content);
  return {
    id: booking.id,
    eventId: config.eventId,
    buyerId: booking.buyerId,
    status: content.status,
    seats: holds ? content.seats : [],
    places: holds ? content.places : [],
    totalMinor: totalMinor(content),
    currency: config.currency,
    deadlineMs: content.deadlineMs,
    paymentId: content.paymentId,
    createdAtMs: booking.createdAtMs,
    version: content.version,
  };
}

function totalMinor({ seats, places }: BookingContent): number {
  const seatsMinor = seats.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  return places.reduce((sum, { count, priceMinor }) => sum + count * priceMinor, seatsMinor);
}
