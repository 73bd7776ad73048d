import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { BookingId, EventId, PaymentId, UserId } from "../../domain/contract/ids.ts";
import { bookings } from "./bookings.ts";
import { amountMinor, currency, instant, isCurrency, isOneOf } from "./columns.ts";
import { OPEN_STATUSES, PAID_STATUSES, PAYMENT_STATUSES } from "../../domain/payment/payment-statuses.ts";
import { PROVIDER_NAMES } from "../../domain/payment/provider-names.ts";

const PROVIDERS = [...PROVIDER_NAMES, "free"] as const;

/** Attempts to pay a booking. What is paid, for whom and where to never changes after the insert. */
export const payments = pgTable(
  "payments",
  {
    id: text("id").$type<PaymentId>().primaryKey(),
    bookingId: text("booking_id")
      .$type<BookingId>()
      .notNull()
      .references(() => bookings.id),
    eventId: text("event_id").$type<EventId>().notNull(),
    buyerId: text("buyer_id").$type<UserId>().notNull(),
    provider: text("provider", { enum: PROVIDERS }).notNull(),
    amountMinor: amountMinor("amount_minor").notNull(),
    currency: currency().notNull(),
    status: text("status", { enum: PAYMENT_STATUSES }).notNull().default("pending"),
    sessionId: text("session_id"),
    sessionUrl: text("session_url"),
    sessionExpiresAt: instant("session_expires_at").notNull(),
    intentId: text("intent_id"),
    /** The buyer agreed beforehand: when his seats are gone as the money comes, equal ones will do. */
    acceptsEqualSeats: boolean("accepts_equal_seats").notNull().default(false),
    /** What went back of what was captured, the sum of its refunds that are done. */
    refundedMinor: amountMinor("refunded_minor").notNull().default(0),
    /** Why staff should look at it; null: nothing odd. */
    flag: text("flag"),
    lastError: text("last_error"),
    /** Until then one request brings the attempt to the provider, and others answer that it is running. */
    lockedUntil: instant("locked_until").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** When the provider, or the buyer through us, last let us hear of it. */
    heardAt: instant("heard_at").notNull().defaultNow(),
    /** When the sweep last asked the provider about it. */
    askedAt: instant("asked_at"),
    endedAt: instant("ended_at"),
  },
  (table) => [
    check("payments_provider", isOneOf(table.provider, PROVIDERS)),
    check("payments_status", isOneOf(table.status, PAYMENT_STATUSES)),
    check(
      "payments_amount",
      sql`${table.amountMinor} >= 0 and (${table.amountMinor} = 0 or ${table.provider} <> 'free')`,
    ),
    check("payments_refunded", sql`${table.refundedMinor} between 0 and ${table.amountMinor}`),
    check("payments_currency", isCurrency(table.currency)),
    check("payments_ended", sql`(${table.endedAt} is null) = (${isOneOf(table.status, OPEN_STATUSES)})`),
    index("payments_of_event").on(table.eventId, table.status),
    index("payments_of_booking").on(table.bookingId, table.id),
    uniqueIndex("payments_one_open").on(table.bookingId).where(isOneOf(table.status, OPEN_STATUSES)),
    uniqueIndex("payments_one_paid").on(table.bookingId).where(isOneOf(table.status, PAID_STATUSES)),
    index("payments_by_intent")
      .on(table.intentId)
      .where(sql`${table.intentId} is not null`),
    index("payments_flagged")
      .on(table.id)
      .where(sql`${table.flag} is not null`),
    index("payments_quiet").on(table.heardAt).where(isOneOf(table.status, OPEN_STATUSES)),
  ],
);
