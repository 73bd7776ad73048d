import { eq, sql } from "drizzle-orm";
import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import { mintPaymentId, mintRefundId, type PaymentId } from "../../domain/contract/ids.ts";
import type { PaymentStatus } from "../../domain/payment/payment-statuses.ts";
import type { OpenPayment } from "../../domain/ports/payments.ts";
import { createTestDatabase } from "./create-test-database.ts";
import { openSale, paymentOf, reserved, ticketsOf, TRACE } from "./sale.ts";
import { payments as paymentsTable } from "../../db/schema/payments.ts";
import { refunds } from "../../db/schema/refunds.ts";
import { tickets } from "../../db/schema/tickets.ts";
import { createPaymentsRepository } from "../../db/repositories/payments/payments.ts";
import { saveBookings } from "../../db/repositories/save-bookings.ts";
import { createReconcilerRepository } from "../../db/repositories/reconcile/reconciler.ts";

/** Statuses in which a booking shows its seats. */
const HOLDING = new Set<BookingSnapshot["status"]>(["created", "pending_payment", "confirmed"]);

/** Books of a test's own, into which any state can be written: also those that no step would write. */
export async function openBooks() {
  const sale = await openSale({}, await createTestDatabase());
  const { db } = sale;
  const payments = createPaymentsRepository(db);
  let seat = 0;

  /** A booking of a seat of its own, with an attempt of that status, two minutes ago. */
  async function write(
    status: BookingSnapshot["status"],
    money: PaymentStatus,
    members: Partial<BookingSnapshot> = {},
    opening: Partial<OpenPayment> = {},
  ): Promise<BookingSnapshot & { readonly paymentId: PaymentId }> {
    const first = reserved(sale, {
      seats: [{ seat: seat++, priceMinor: 4_500 }],
      paymentId: mintPaymentId(Date.now()),
    });
    await payments.open(paymentOf(first, opening));
    const seats = HOLDING.has(status) ? first.seats : [];
    const booking = { ...first, status, seats, deadlineMs: null, version: 3, ...members };
    await db.batch([
      ...saveBookings(db, [booking]),
      db
        .update(paymentsTable)
        .set({ status: money, endedAt: ["pending", "processing", "authorised"].includes(money) ? null : new Date() })
        .where(eq(paymentsTable.id, first.paymentId)),
      db.execute(sql`delete from outbox where message ->> 'paymentId' = ${first.paymentId}`),
    ]);
    await letTimePass(first.paymentId, 120);
    return { ...booking, paymentId: first.paymentId };
  }

  function letTimePass(id: PaymentId, seconds: number) {
    return db.execute(sql`update payments set heard_at = heard_at - ${seconds} * interval '1 second' where id = ${id}`);
  }

  async function giveTickets(booking: BookingSnapshot, status: "valid" | "held" | "void" = "valid"): Promise<void> {
    const voidedAt = status === "void" ? new Date() : null;
    await db.insert(tickets).values(ticketsOf(booking).map((ticket) => ({ ...ticket, status, voidedAt })));
  }

  /** Sold and paid, as it should be. */
  async function writePaid(members: Partial<BookingSnapshot> = {}) {
    const booking = await write("confirmed", "completed", members);
    await giveTickets(booking);
    return booking;
  }

  async function writeRefund(
    { id: bookingId, paymentId, eventId }: Awaited<ReturnType<typeof write>>,
    members: Partial<typeof refunds.$inferInsert> = {},
  ) {
    const id = mintRefundId(Date.now());
    const base = { id, paymentId, bookingId, eventId, amountMinor: 100, currency: "eur", endsBooking: false };
    const ended = members.status === undefined || members.status === "requested" ? {} : { endedAt: new Date() };
    await db
      .insert(refunds)
      .values({ ...base, reason: "asked", who: "operator", requestKey: id, fingerprint: "f", ...ended, ...members });
    return id;
  }

  const reconciler = createReconcilerRepository(db);
  return { ...sale, payments, reconciler, write, writePaid, writeRefund, giveTickets, letTimePass, trace: TRACE };
}
