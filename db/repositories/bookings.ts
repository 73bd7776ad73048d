import { and, asc, count, desc, eq } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Bookings } from "../../domain/ports/bookings.ts";
import type { Database } from "../connect.ts";
import { bookings } from "../schema/bookings.ts";
import { tickets } from "../schema/tickets.ts";
import { bookingColumns, newestPayment, toBookingRecord } from "./booking-records.ts";

export function createBookingsRepository(db: Database): Bookings {
  const select = (condition: SQL | undefined) => {
    const payment = newestPayment(db);
    return db
      .select(bookingColumns(payment))
      .from(bookings)
      .leftJoinLateral(payment, eq(payment.bookingId, bookings.id))
      .where(condition);
  };

  return {
    async find(id) {
      const [row] = await select(eq(bookings.id, id));
      return row && toBookingRecord(row);
    },

    async listOf(buyer, { page, pageSize }, event) {
      const condition = and(eq(bookings.buyerId, buyer), event && eq(bookings.eventId, event));
      const newestFirst = [desc(bookings.createdAt), desc(bookings.id)];
      const [rows, [counted]] = await db.batch([
        select(condition)
          .orderBy(...newestFirst)
          .limit(pageSize)
          .offset((page - 1) * pageSize),
        db.select({ total: count() }).from(bookings).where(condition),
      ]);
      return { items: rows.map(toBookingRecord), total: counted?.total ?? 0 };
    },

    ticketsOf(id) {
      const { bookingId, eventId, seat, area, code, status } = tickets;
      return db
        .select({ id: tickets.id, bookingId, eventId, seat, area, code, status })
        .from(tickets)
        .where(eq(bookingId, id))
        .orderBy(asc(tickets.id));
    },
  };
}
