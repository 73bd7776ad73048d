import { sql } from "drizzle-orm";
import { check, foreignKey, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { EventId } from "../../domain/contract/ids.ts";
import { priceCategories } from "./price-categories.ts";

/** Standing areas, sold by count. An area is its position: it never moves once the event is on sale. */
export const eventAreas = pgTable(
  "event_areas",
  {
    eventId: text("event_id").$type<EventId>().notNull(),
    position: integer("position").notNull(),
    name: text("name").notNull(),
    /** Position of its price category. */
    category: integer("category").notNull(),
    capacity: integer("capacity").notNull(),
  },
  (table) => [
    primaryKey({ name: "event_areas_key", columns: [table.eventId, table.position] }),
    foreignKey({
      name: "event_areas_category",
      columns: [table.eventId, table.category],
      foreignColumns: [priceCategories.eventId, priceCategories.position],
    }),
    check("event_areas_position", sql`${table.position} >= 0`),
    check("event_areas_capacity", sql`${table.capacity} >= 0`),
  ],
);
