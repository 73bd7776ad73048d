import type { BookingSnapshot } from "../../contract/event-object.ts";

/** A booking as its answers are compared. */
export function snapshotEssence(snapshot: BookingSnapshot | undefined): string {
  return snapshot === undefined ? "nothing" : describeBooking(snapshot);
}

/** The same of a page of the books. */
export function describeBooking(
  shown: Pick<BookingSnapshot, "status" | "seats" | "places" | "totalMinor" | "deadlineMs" | "createdAtMs"> & {
    readonly id: string;
    readonly buyerId: string;
    readonly paymentId: string | null;
  },
): string {
  const seats = shown.seats.map(({ seat, priceMinor }) => `${seat} at ${priceMinor}`).toSorted();
  const places = shown.places
    .map(({ area, count, priceMinor }) => `${count} in area ${area} at ${priceMinor}`)
    .toSorted();
  const { id, buyerId, status, totalMinor, deadlineMs, paymentId, createdAtMs } = shown;
  return JSON.stringify([id, buyerId, status, seats, places, totalMinor, deadlineMs, paymentId, createdAtMs]);
}
