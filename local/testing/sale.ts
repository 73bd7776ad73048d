import { createHash, randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { inject } from "vitest";
import type { BookingSnapshot, Trace } from "../../domain/contract/event-object.ts";
import {
  mintBookingId,
  mintEventId,
  mintPaymentId,
  mintUserId,
  ticketId,
  type EventId,
  type PaymentId,
  type UserId,
} from "../../domain/contract/ids.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import type { Ticket } from "../../domain/ports/bookings.ts";
import type { OpenPayment } from "../../domain/ports/payments.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import { connectDatabase, type Database, type DatabaseEnvironment } from "../../db/connect.ts";
import { createEvent, type NewEvent } from "../../db/repositories/events-writer.ts";
import { auditLog } from "../../db/schema/audit-log.ts";
import { saveUsers } from "../../db/repositories/users-writer.ts";

/** An event and a buyer of a test's own: tests share a database and never a row. */
export interface Sale {
  readonly db: Database;
  readonly event: EventId;
  readonly buyer: UserId;
  /** A new booking of seat 0 for 4500; the members given replace those. */
  booking(members?: Partial<BookingSnapshot>): BookingSnapshot;
}

export const TRACE: Trace = {
  requestId: "req_test",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

export function testEnvironment(): DatabaseEnvironment {
  return { DATABASE_URL: inject("databaseUrl"), NEON_LOCAL_PROXY: inject("neonProxy") };
}

export async function openSale(members: Partial<NewEvent> = {}, environment = testEnvironment()): Promise<Sale> {
  const db = connectDatabase(environment);
  const newEvent = eventOf(members);
  const buyer = mintUserId(Date.now());
  await createEvent(db, newEvent);
  await saveUsers(db, [{ id: buyer, email: `${randomUUID()}@example.com`, name: "Ada", passwordHash: "$scrypt$" }]);
  const booking = (changed: Partial<BookingSnapshot> = {}): BookingSnapshot => ({
    id: mintBookingId(newEvent.id, Date.now()),
    eventId: newEvent.id,
    buyerId: buyer,
    status: "created",
    seats: [{ seat: 0, priceMinor: 4500 }],
    places: [],
    totalMinor: 4500,
    currency: "eur",
    deadlineMs: Date.now() + 10 * MINUTE_MS,
    paymentId: null,
    createdAtMs: Date.now(),
    version: 1,
    ...changed,
  });
  return { db, event: newEvent.id, buyer, booking };
}

export type Reserved = BookingSnapshot & { readonly paymentId: PaymentId };

/** A booking on its way to be paid. */
export function reserved(sale: Sale, members: Partial<Reserved> = {}): Reserved {
  return { ...sale.booking(), status: "pending_payment", version: 2, paymentId: mintPaymentId(Date.now()), ...members };
}

/** What opens the payment of a reserved booking. */
export function paymentOf(booking: Reserved, members: Partial<OpenPayment> = {}): OpenPayment {
  return {
    booking,
    paymentId: booking.paymentId,
    provider: "stripe",
    acceptsEqualSeats: false,
    sessionExpiresAt: new Date("2027-01-01T00:00:00Z"),
    outbox: [],
    trace: TRACE,
    ...members,
  };
}

/** A ticket for each of a booking's seats. */
export function ticketsOf(booking: BookingSnapshot): Ticket[] {
  const { id: bookingId, eventId } = booking;
  return booking.seats.map(({ seat }, ordinal) => {
    const id = ticketId(bookingId, ordinal);
    return { id, bookingId, eventId, seat, area: null, code: `code of ${id}`, status: "valid" as const };
  });
}

/** [from, to, why] of each change of an entity, oldest first. */
export async function auditOf(db: Database, entityId: string): Promise<(string | null)[][]> {
  const rows = await db.select().from(auditLog).where(eq(auditLog.entityId, entityId)).orderBy(auditLog.id);
  return rows.map(({ fromState, toState, why }) => [fromState, toState, why]);
}

/** A hall with three seats in two categories. */
export function smallPlan(name: string): PlanLayout {
  return {
    name,
    width: 100,
    height: 100,
    categories: [
      { name: "Stalls", color: "#aa0000" },
      { name: "Balcony", color: null },
    ],
    zones: [{ name: "Hall" }],
    rows: [{ zone: 0, label: "A", firstSeat: 0, seatCount: 3 }],
    seats: { guid: ["a", "b", "c"], label: ["1", "2", "3"], category: [0, 0, 1], x: [0, 1, 2], y: [0, 0, 0] },
    shapes: [],
  };
}

export function eventOf(members: Partial<NewEvent> = {}): NewEvent {
  const id = mintEventId();
  return {
    id,
    name: "A concert",
    description: "",
    type: "concert",
    provider: `provider ${id}`,
    venue: { name: `Hall ${id}`, city: "Oslo" },
    plan: { layout: smallPlan(id), sha256: createHash("sha256").update(id).digest("hex") },
    startsAt: new Date("2027-05-01T18:00:00Z"),
    saleFrom: null,
    saleUntil: null,
    currency: "eur",
    prices: [
      { category: "Balcony", priceMinor: 2500 },
      { category: "Stalls", priceMinor: 4500 },
    ],
    areas: [{ name: "Floor", category: "Balcony", capacity: 100 }],
    blockedSeats: [],
    maxPerBuyer: 6,
    maxOpenBookingsPerBuyer: 3,
    holdTtlMs: 10 * MINUTE_MS,
    paymentTtlMs: 15 * MINUTE_MS,
    isTest: false,
    ...members,
  };
}
