import { sql } from "drizzle-orm";
import { check, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { EventId } from "../../domain/contract/ids.ts";
import { amountMinor } from "./columns.ts";
import { events } from "./events.ts";

/** Positions 0… are the plan's categories in its order, so that a seat's category is its price; areas may add more. */
export const priceCategories = pgTable(
  "price_categories",
  {
    eventId: text("event_id")
      .$type<EventId>()
      .notNull()
      .references(() => events.id),
    position: integer("position").notNull(),
    name: text("name").notNull(),
    color: text("color"),
    /** In the event's currency. */
    priceMinor: amountMinor("price_minor").notNull(),
  },
  (table) => [
    primaryKey({ name: "price_categories_key", columns: [table.eventId, table.position] }),
    unique("price_categories_name").on(table.eventId, table.name),
    check("price_categories_position", sql`${table.position} >= 0`),
    check("price_categories_price", sql`${table.priceMinor} >= 0`),
  ],
);
