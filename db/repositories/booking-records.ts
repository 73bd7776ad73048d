import { desc, eq, sql } from "drizzle-orm";
import type { BookingRecord } from "../../domain/ports/bookings.ts";
import type { Database } from "../connect.ts";
import { bookings } from "../schema/bookings.ts";
import { payments } from "../schema/payments.ts";

interface Item {
  readonly seat: number | null;
  readonly area: number | null;
  readonly count: number;
  readonly priceMinor: number;
}

/** For a lateral join. Ids of payments begin with their time: the last one is the newest. */
export function newestPayment(db: Database) {
  const { id, bookingId, status, sessionUrl, lastError } = payments;
  return db
    .select({ id, bookingId, status, sessionUrl, lastError })
    .from(payments)
    .where(eq(payments.bookingId, bookings.id))
    .orderBy(desc(payments.id))
    .limit(1)
    .as("payment");
}

const items = sql<readonly Item[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('seat', seat, 'area', area, 'count', count, 'priceMinor', price_minor)
    order by position), '[]')
  from booking_items where booking_items.booking_id = ${bookings.id})`;

export function bookingColumns(payment: ReturnType<typeof newestPayment>) {
  const { id, status, sessionUrl, lastError } = payment;
  return { booking: bookings, items, payment: { id, status, sessionUrl, lastError } };
}

/** What `bookingColumns` select. */
interface BookingRow {
  readonly booking: typeof bookings.$inferSelect;
  readonly items: readonly Item[];
  readonly payment: Pick<typeof payments.$inferSelect, "id" | "status" | "sessionUrl" | "lastError"> | null;
}

export function toBookingRecord({ booking, items: held, payment }: BookingRow): BookingRecord {
  return {
    seats: {
      id: booking.id,
      eventId: booking.eventId,
      buyerId: booking.buyerId,
      status: booking.seatStatus,
      seats: held.flatMap(({ seat, priceMinor }) => (seat === null ? [] : [{ seat, priceMinor }])),
      places: held.flatMap(({ area, count, priceMinor }) => (area === null ? [] : [{ area, count, priceMinor }])),
      totalMinor: booking.seatTotalMinor,
      currency: booking.currency,
      deadlineMs: booking.seatDeadline?.getTime() ?? null,
      paymentId: booking.seatPaymentId,
      createdAtMs: booking.createdAt.getTime(),
      version: booking.seatVersion,
    },
    payment: payment && {
      id: payment.id,
      status: payment.status,
      url: payment.sessionUrl,
      lastError: payment.lastError,
    },
  };
}
