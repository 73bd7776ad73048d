import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { BookingId, EventId, TicketId } from "../../domain/contract/ids.ts";
import { TICKET_STATUSES } from "../../domain/ticket-statuses.ts";
import { bookings } from "./bookings.ts";
import { instant, isOneOf, isSeatOrArea } from "./columns.ts";

/** What is scanned at the door. I1's second line: a seat of an event has one ticket that is not void. */
export const tickets = pgTable(
  "tickets",
  {
    id: text("id").$type<TicketId>().primaryKey(),
    bookingId: text("booking_id")
      .$type<BookingId>()
      .notNull()
      .references(() => bookings.id),
    eventId: text("event_id").$type<EventId>().notNull(),
    seat: integer("seat"),
    area: integer("area"),
    code: text("code").notNull(),
    status: text("status", { enum: TICKET_STATUSES }).notNull().default("valid"),
    createdAt: instant("created_at").notNull().defaultNow(),
    voidedAt: instant("voided_at"),
  },
  (table) => [
    check("tickets_seat_or_area", isSeatOrArea(table.seat, table.area)),
    check("tickets_status", isOneOf(table.status, TICKET_STATUSES)),
    check("tickets_voided", sql`(${table.status} = 'void') = (${table.voidedAt} is not null)`),
    uniqueIndex("tickets_one_per_seat")
      .on(table.eventId, table.seat)
      .where(sql`${table.status} <> 'void'`),
    index("tickets_of_booking").on(table.bookingId),
  ],
);
