import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import type { Runs } from "../../domain/plan/run-length.ts";
import { instant } from "./columns.ts";

/** Seating plans, by content. A plan never changes: events, holds and tickets name its seats by their index. */
export const plans = pgTable(
  "plans",
  {
    /** SHA-256 of the file that it was read from, in hex. */
    sha256: text("sha256").primaryKey(),
    layout: jsonb("layout").$type<PlanLayout>().notNull(),
    seatCount: integer("seat_count").notNull(),
    /** Category of each seat, run-length encoded: what an event's object needs, without the 10 MB of the layout. */
    seatCategories: jsonb("seat_categories").$type<Runs>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    check("plans_sha256", sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
    check("plans_seat_count", sql`${table.seatCount} >= 0`),
  ],
);
