import { sql, type SQL } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
} from "drizzle-orm/pg-core";
import type { MeasuredHouse } from "../../domain/best-available/measure-house.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import type { QueueSettings } from "../../domain/contract/waiting-room.ts";
import type { PaymentMethod } from "../../domain/payment/payment-methods.ts";
import { PROVIDER_NAMES } from "../../domain/payment/provider-names.ts";
import { currency, instant, isCurrency, isOneOf } from "./columns.ts";
import { plans } from "./plans.ts";
import { venues } from "./venues.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const events = pgTable(
  "events",
  {
    id: text("id").$type<EventId>().primaryKey(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    type: text("type").notNull(),
    /** Who runs the sale, as the organiser names it. */
    provider: text("provider").notNull(),
    venueId: bigint("venue_id", { mode: "number" })
      .notNull()
      .references(() => venues.id),
    /** Venue and city again: a generated column sees its own row only, and people search for both. */
    place: text("place").notNull(),
    planSha256: text("plan_sha256")
      .notNull()
      .references(() => plans.sha256),
    startsAt: instant("starts_at").notNull(),
    saleFrom: instant("sale_from"),
    saleUntil: instant("sale_until"),
    currency: currency().notNull(),
    maxPerBuyer: integer("max_per_buyer").notNull(),
    maxOpenBookings: integer("max_open_bookings").notNull(),
    holdTtlMs: integer("hold_ttl_ms").notNull(),
    paymentTtlMs: integer("payment_ttl_ms").notNull(),
    blockedSeats: jsonb("blocked_seats").$type<readonly number[]>().notNull().default([]),
    /** Gate objects that combine the event's commands; 0: they go to its object. */
    gates: integer("gates").notNull().default(0),
    /** The waiting room as announced; null: off. */
    queue: jsonb("queue").$type<QueueSettings>(),
    /** What everybody looks at, pixels of the plan's drawing; null: what the plan suggests. */
    focalX: doublePrecision("focal_x"),
    focalY: doublePrecision("focal_y"),
    guardsSingleSeats: boolean("guards_single_seats").notNull().default(false),
    accessibleSeats: jsonb("accessible_seats").$type<readonly number[]>().notNull().default([]),
    /**
     * What the choice of seats must know, measured from plan and focal point when the event is written: the object asks for
     * it while buyers wait, and the plan is 10 MB. Null: a plan without seats, or an event older than this column.
     */
    house: jsonb("house").$type<MeasuredHouse>(),
    /** Who takes the money of new payments, and by which methods. */
    paymentProvider: text("payment_provider", { enum: PROVIDER_NAMES }).notNull().default("stripe"),
    paymentMethods: jsonb("payment_methods").$type<readonly PaymentMethod[]>().notNull().default(["card"]),
    /** Until then a buyer may give a paid booking back by himself, for so many percent of its price; null: never. */
    buyerRefundUntil: instant("buyer_refund_until"),
    buyerRefundPercent: integer("buyer_refund_percent").notNull().default(100),
    /** The event does not take place: nothing is sold any more, and everybody gets his money back. */
    cancelledAt: instant("cancelled_at"),
    cancelReason: text("cancel_reason"),
    /** When the last booking of a cancelled event was dealt with. */
    cancellationDoneAt: instant("cancellation_done_at"),
    isTest: boolean("is_test").notNull().default(false),
    /** Grows with every change that the event's object must hear of. */
    configVersion: integer("config_version").notNull().default(1),
    createdAt: instant("created_at").notNull().defaultNow(),
    search: tsvector("search").generatedAlwaysAs(
      (): SQL => sql`setweight(to_tsvector('simple', ${events.name}), 'A')
        || setweight(to_tsvector('simple', ${events.place}), 'B')
        || setweight(to_tsvector('simple', ${events.description}), 'C')`,
    ),
  },
  (table) => [
    check("events_currency", isCurrency(table.currency)),
    check("events_limits", sql`${table.maxPerBuyer} > 0 and ${table.maxOpenBookings} > 0`),
    check("events_ttls", sql`${table.holdTtlMs} > 0 and ${table.paymentTtlMs} > 0`),
    check("events_sale", sql`${table.saleFrom} < ${table.saleUntil}`),
    check("events_blocked_seats", sql`jsonb_typeof(${table.blockedSeats}) = 'array'`),
    check("events_payment_provider", isOneOf(table.paymentProvider, PROVIDER_NAMES)),
    check("events_payment_methods", sql`jsonb_typeof(${table.paymentMethods}) = 'array'`),
    check("events_buyer_refund", sql`${table.buyerRefundPercent} between 0 and 100`),
    check(
      "events_cancellation",
      sql`(${table.cancelledAt} is null) = (${table.cancelReason} is null)
        and (${table.cancellationDoneAt} is null or ${table.cancelledAt} is not null)`,
    ),
    check("events_gates", sql`${table.gates} >= 0`),
    check("events_focal_point", sql`num_nonnulls(${table.focalX}, ${table.focalY}) in (0, 2)`),
    check("events_accessible_seats", sql`jsonb_typeof(${table.accessibleSeats}) = 'array'`),
    index("events_listed")
      .on(table.startsAt, table.id)
      .where(sql`not ${table.isTest}`),
    index("events_search").using("gin", table.search),
  ],
);
