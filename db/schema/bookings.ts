import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, text } from "drizzle-orm/pg-core";
import { BOOKING_STATUSES } from "../../domain/contract/event-object.ts";
import type { BookingId, EventId, PaymentId, UserId } from "../../domain/contract/ids.ts";
import { amountMinor, currency, instant, isCurrency, isOneOf } from "./columns.ts";
import { events } from "./events.ts";
import { PAYMENT_STATUSES } from "../../domain/payment/payment-statuses.ts";
import { users } from "./users.ts";

/**
 * Two writers share a row and never a column: `seat_*` (and the items) are the event object's, as of `seat_version`, and
 * only a newer version replaces them; `payment_*` and `paid_at` are the saga's. Whoever writes payments of a booking locks
 * this row first, so that they come one after the other.
 */
export const bookings = pgTable(
  "bookings",
  {
    id: text("id").$type<BookingId>().primaryKey(),
    eventId: text("event_id")
      .$type<EventId>()
      .notNull()
      .references(() => events.id),
    buyerId: text("buyer_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id),
    currency: currency().notNull(),
    createdAt: instant("created_at").notNull(),

    seatVersion: bigint("seat_version", { mode: "number" }).notNull(),
    seatStatus: text("seat_status", { enum: BOOKING_STATUSES }).notNull(),
    seatTotalMinor: amountMinor("seat_total_minor").notNull(),
    seatDeadline: instant("seat_deadline"),
    /** The attempt that the object knows. No foreign key: the object may be ahead of the saga. */
    seatPaymentId: text("seat_payment_id").$type<PaymentId>(),

    /** Of the newest attempt. */
    paymentStatus: text("payment_status", { enum: PAYMENT_STATUSES }),
    paidAt: instant("paid_at"),
  },
  (table) => [
    check("bookings_currency", isCurrency(table.currency)),
    check("bookings_seat_status", isOneOf(table.seatStatus, BOOKING_STATUSES)),
    check("bookings_seat_total", sql`${table.seatTotalMinor} >= 0`),
    check("bookings_payment_status", isOneOf(table.paymentStatus, PAYMENT_STATUSES)),
    index("bookings_of_buyer").on(table.buyerId, table.createdAt, table.id),
  ],
);
