import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { BookingId, EventId, PaymentId, RefundId, UserId } from "../../domain/contract/ids.ts";
import { REFUND_STATUSES } from "../../domain/payment/refund-statuses.ts";
import { amountMinor, currency, instant, isCurrency, isOneOf } from "./columns.ts";
import { payments } from "./payments.ts";

/**
 * Money that goes back after it was captured, with or without the seats. What goes back at once because there were no seats
 * for it is no refund of these: its payment never completed.
 */
export const refunds = pgTable(
  "refunds",
  {
    id: text("id").$type<RefundId>().primaryKey(),
    paymentId: text("payment_id")
      .$type<PaymentId>()
      .notNull()
      .references(() => payments.id),
    bookingId: text("booking_id").$type<BookingId>().notNull(),
    eventId: text("event_id").$type<EventId>().notNull(),
    amountMinor: amountMinor("amount_minor").notNull(),
    currency: currency().notNull(),
    /** The booking is taken back: tickets are void, its seats go on sale again. Else only money goes back. */
    endsBooking: boolean("ends_booking").notNull(),
    status: text("status", { enum: REFUND_STATUSES }).notNull().default("requested"),
    reason: text("reason").notNull(),
    /** `operator`, or the id of the buyer. */
    who: text("who").$type<"operator" | UserId>().notNull(),
    /** Made of the caller's Idempotency-Key: a repeat finds the first one (I4). */
    requestKey: text("request_key").notNull(),
    /** The same for what was asked: another body under the same key is refused. */
    fingerprint: text("fingerprint").notNull(),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
  },
  (table) => [
    check("refunds_status", isOneOf(table.status, REFUND_STATUSES)),
    check("refunds_amount", sql`${table.amountMinor} >= 0`),
    check("refunds_currency", isCurrency(table.currency)),
    check("refunds_ended", sql`(${table.endedAt} is null) = (${table.status} = 'requested')`),
    index("refunds_of_payment").on(table.paymentId, table.id),
    index("refunds_of_event").on(table.eventId, table.status),
    uniqueIndex("refunds_request").on(table.bookingId, table.requestKey),
    uniqueIndex("refunds_one_end")
      .on(table.paymentId)
      .where(sql`${table.endsBooking} and ${table.status} <> 'failed'`),
  ],
);
