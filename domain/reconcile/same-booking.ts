import type { BookingSnapshot } from "../contract/event-object.ts";

/** Whether two snapshots of one version say the same. The order of seats and places is nobody's promise. */
export function isSameBooking(a: BookingSnapshot, b: BookingSnapshot): boolean {
  return essence(a) === essence(b);
}

function essence(booking: BookingSnapshot): string {
  const { status, buyerId, totalMinor, currency, deadlineMs, paymentId, seats, places } = booking;
  return JSON.stringify([
    status,
    buyerId,
    totalMinor,
    currency,
    deadlineMs,
    paymentId,
    seats.map(({ seat, priceMinor }) => [seat, priceMinor]).toSorted(byFirst),
    places.map(({ area, count, priceMinor }) => [area, priceMinor, count]).toSorted(byFirst),
  ]);
}

function byFirst([a = 0]: readonly number[], [b = 0]: readonly number[]): number {
  return a - b;
}
