import { sql } from "drizzle-orm";
import { check, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { BookingId } from "../../domain/contract/ids.ts";
import { bookings } from "./bookings.ts";
import { amountMinor, isSeatOrArea } from "./columns.ts";

/** What a booking holds or owns at its `seat_version`; replaced as a whole with it. Indexes of the event's plan. */
export const bookingItems = pgTable(
  "booking_items",
  {
    bookingId: text("booking_id")
      .$type<BookingId>()
      .notNull()
      .references(() => bookings.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    seat: integer("seat"),
    area: integer("area"),
    count: integer("count").notNull(),
    /** Of one seat or place, as frozen at the hold. */
    priceMinor: amountMinor("price_minor").notNull(),
  },
  (table) => [
    primaryKey({ name: "booking_items_key", columns: [table.bookingId, table.position] }),
    check("booking_items_seat_or_area", isSeatOrArea(table.seat, table.area)),
    check("booking_items_count", sql`${table.count} > 0 and (${table.count} = 1 or ${table.seat} is null)`),
    check("booking_items_price", sql`${table.priceMinor} >= 0`),
  ],
);
