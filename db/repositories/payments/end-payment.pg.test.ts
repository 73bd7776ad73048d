import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintPaymentId, ticketId, type BookingId } from "../../../domain/contract/ids.ts";
import { auditOf, openSale, paymentOf, reserved, ticketsOf, TRACE } from "../../../local/testing/sale.ts";
import type { Database } from "../../connect.ts";
import { bookings as bookingsTable } from "../../schema/bookings.ts";
import { createBookingsRepository } from "../bookings.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "./payments.ts";

/** An open payment, and the outbox row whose step ends it. */
async function setUp() {
  const sale = await openSale();
  const { db } = sale;
  const payments = createPaymentsRepository(db);
  const booking = reserved(sale, {
    seats: [
      { seat: 0, priceMinor: 2000 },
      { seat: 1, priceMinor: 2500 },
    ],
  });
  const id = booking.paymentId;
  const message = { type: "payment.ended" as const, bookingId: booking.id, paymentId: id, outcome: "expired" as const };
  await payments.open(paymentOf(booking, { outbox: [message] }));
  const [bookings, outbox] = [createBookingsRepository(db), createOutboxRepository(db)];
  return { db, sale, payments, bookings, outbox, booking, id, row: `payment.ended:${id}` };
}

async function paidAt(db: Database, id: BookingId): Promise<Date | null | undefined> {
  const [found] = await db.select({ at: bookingsTable.paidAt }).from(bookingsTable).where(eq(bookingsTable.id, id));
  return found?.at;
}

describe("the booking's payment status", () => {
  it("is that of its newest attempt", async () => {
    const { db, payments, booking, id, row } = await setUp();
    const status = async () => {
      const { paymentStatus } = bookingsTable;
      const [found] = await db.select({ paymentStatus }).from(bookingsTable).where(eq(bookingsTable.id, booking.id));
      return found?.paymentStatus;
    };
    expect(await status()).toBe("pending");
    await payments.close(id, "expired", "session expired", row, TRACE);
    expect(await status()).toBe("expired");
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    await payments.close(id, "voided", "superseded", row, TRACE);
    expect(await status()).toBe("pending");
    await payments.markAuthorised(second.paymentId, "pi_2", TRACE);
    expect(await status()).toBe("authorised");
    await payments.complete(second.paymentId, ticketsOf(booking), row, TRACE);
    expect(await status()).toBe("completed");
    await payments.revoke(booking.id, "smoke", TRACE);
    expect(await status()).toBe("refunded");
  });
});

describe("an authorised payment", () => {
  it("keeps the provider's id of the money, and is authorised once", async () => {
    const { db, payments, bookings, booking, id } = await setUp();
    const marked = await Promise.all([1, 2, 3].map(() => payments.markAuthorised(id, "pi_1", TRACE)));
    expect(marked).toEqual([true, true, true]);
    expect(await payments.find(id)).toMatchObject({ status: "authorised", intentId: "pi_1" });
    expect(await bookings.find(booking.id)).toMatchObject({ payment: { status: "authorised" } });
    expect(await auditOf(db, id)).toHaveLength(2);
  });

  it.each(["failed", "expired"] as const)("may have %s for us before the money came", async (status) => {
    const { payments, id, row } = await setUp();
    await payments.close(id, status, "session ended", row, TRACE);
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe(true);
    expect(await payments.find(id)).toMatchObject({ status: "authorised" });
  });

  it.each(["voided", "refunded"] as const)("is not authorised again once it was %s", async (status) => {
    const { payments, id, row } = await setUp();
    await payments.close(id, status, "seats gone", row, TRACE);
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe(false);
    expect(await payments.find(id)).toMatchObject({ status });
  });

  it("gives way to another attempt that is open or has paid", async () => {
    const { payments, booking, id, row } = await setUp();
    await payments.close(id, "expired", "session expired", row, TRACE);
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe(false);
    await payments.complete(second.paymentId, ticketsOf(booking), row, TRACE);
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe(false);
    expect(await payments.find(id)).toMatchObject({ status: "expired", intentId: null });
  });

  it("is one of two that come at the same time", async () => {
    const { payments, booking, id, row } = await setUp();
    await payments.close(id, "expired", "session expired", row, TRACE);
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    await payments.close(second.paymentId, "expired", "session expired", row, TRACE);
    const marked = await Promise.all([id, second.paymentId].map((each) => payments.markAuthorised(each, "pi", TRACE)));
    expect(marked.filter(Boolean)).toHaveLength(1);
  });

  it("must exist", async () => {
    const { payments } = await setUp();
    await expect(payments.markAuthorised(mintPaymentId(0), "pi_1", TRACE)).rejects.toThrow("no payment pay_");
  });
});

describe("completing a payment", () => {
  it("pays the booking, writes tickets and the message for the buyer, and consumes its own row", async () => {
    const { db, payments, bookings, outbox, booking, id, row } = await setUp();
    await payments.markAuthorised(id, "pi_1", TRACE);
    await payments.complete(id, ticketsOf(booking), row, TRACE);
    expect(await bookings.find(booking.id)).toMatchObject({
      payment: { id, status: "completed" },
    });
    expect(await paidAt(db, booking.id)).toBeInstanceOf(Date);
    expect(await bookings.ticketsOf(booking.id)).toEqual(ticketsOf(booking));
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    const message = { type: "booking.paid", bookingId: booking.id, paymentId: id };
    expect(await outbox.find(`booking.paid:${id}`)).toMatchObject({ message, trace: TRACE, consumed: false });
    expect(await auditOf(db, id)).toEqual([
      [null, "pending", "opened"],
      ["pending", "authorised", "money authorised"],
      ["authorised", "completed", "captured"],
    ]);
  });

  it("changes nothing when it is done again, one after the other or ten times at once", async () => {
    const { db, payments, bookings, outbox, booking, id, row } = await setUp();
    await Promise.all(Array.from({ length: 10 }, () => payments.complete(id, ticketsOf(booking), row, TRACE)));
    const paid = await bookings.find(booking.id);
    await outbox.consume(`booking.paid:${id}`);
    await payments.complete(id, ticketsOf(booking), row, TRACE);
    expect(await bookings.find(booking.id)).toEqual(paid);
    expect(await bookings.ticketsOf(booking.id)).toHaveLength(2);
    expect(await outbox.find(`booking.paid:${id}`)).toMatchObject({ consumed: true });
    expect(await auditOf(db, id)).toHaveLength(2);
  });

  it("writes nothing at all when one of its seats has a valid ticket already", async () => {
    const { db, sale, payments, bookings, outbox, booking, id, row } = await setUp();
    const other = reserved(sale, { seats: [{ seat: 1, priceMinor: 2500 }] });
    await payments.open(paymentOf(other));
    await payments.complete(other.paymentId, ticketsOf(other), "no row", TRACE);

    const completed = payments.complete(id, ticketsOf(booking), row, TRACE);
    await expect(completed).rejects.toThrow("tickets_one_per_seat");
    expect(await payments.find(id)).toMatchObject({ status: "pending" });
    expect(await paidAt(db, booking.id)).toBeNull();
    expect(await bookings.ticketsOf(booking.id)).toEqual([]);
    expect(await outbox.find(row)).toMatchObject({ consumed: false });
  });

  it("takes any number of tickets for places of one area", async () => {
    const { payments, bookings, booking, id, row } = await setUp();
    const tickets = [0, 1, 2].map((ordinal) => ({
      id: ticketId(booking.id, ordinal),
      bookingId: booking.id,
      eventId: booking.eventId,
      seat: null,
      area: 0,
      code: "code",
      status: "valid" as const,
    }));
    await payments.complete(id, tickets, row, TRACE);
    expect(await bookings.ticketsOf(booking.id)).toEqual(tickets);
  });

  it.each(["voided", "refunded", "failed", "expired"] as const)("is refused once it has %s", async (status) => {
    const { db, payments, bookings, outbox, booking, id } = await setUp();
    await payments.close(id, status, "seats gone", "no row", TRACE);
    const completed = payments.complete(id, ticketsOf(booking), `payment.ended:${id}`, TRACE);
    await expect(completed).rejects.toThrow(`payment ${id} is ${status}, not completed`);
    expect(await bookings.find(booking.id)).toMatchObject({ payment: { status } });
    expect(await paidAt(db, booking.id)).toBeNull();
    expect(await bookings.ticketsOf(booking.id)).toEqual([]);
    expect(await outbox.find(`booking.paid:${id}`)).toBeUndefined();
    expect(await outbox.find(`payment.ended:${id}`)).toMatchObject({ consumed: false });
  });
});

describe("closing a payment", () => {
  it("ends it with its reason, and consumes the row", async () => {
    const { db, payments, bookings, outbox, booking, id, row } = await setUp();
    await payments.close(id, "failed", "capture_refused", row, TRACE);
    expect(await bookings.find(booking.id)).toMatchObject({
      payment: { status: "failed", lastError: "capture_refused" },
    });
    expect(await paidAt(db, booking.id)).toBeNull();
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    expect((await auditOf(db, id)).at(-1)).toEqual(["pending", "failed", "capture_refused"]);
  });

  it("leaves a completed one as it is, and still consumes the row", async () => {
    const { payments, outbox, booking, id, row } = await setUp();
    await payments.complete(id, ticketsOf(booking), "no row", TRACE);
    await payments.close(id, "expired", "late", row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "completed", lastError: null });
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
  });

  it("can say that late money went back, but not that it never came", async () => {
    const { payments, id, row } = await setUp();
    await payments.close(id, "expired", "the hold ended", row, TRACE);
    await payments.close(id, "voided", "seats_gone", row, TRACE);
    await payments.close(id, "failed", "late", row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "voided" });
  });
});

describe("a decline", () => {
  it("is told to the buyer, and leaves the payment open", async () => {
    const { db, payments, outbox, bookings, booking, id, row } = await setUp();
    await payments.recordDecline(id, "Your card was declined", row);
    await payments.recordDecline(id, "Your card was declined", row);
    expect(await bookings.find(booking.id)).toMatchObject({
      payment: { status: "pending", lastError: "Your card was declined" },
    });
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    expect((await auditOf(db, id)).slice(1)).toEqual([["pending", "pending", "declined"]]);
  });
});

describe("revoking a booking", () => {
  it("voids its tickets, refunds its payment and asks for its seats, once", async () => {
    const { db, sale, payments, bookings, outbox, booking, id, row } = await setUp();
    await payments.complete(id, ticketsOf(booking), row, TRACE);
    const ids = await Promise.all([1, 2, 3].map(() => payments.revoke(booking.id, "smoke", TRACE)));
    const [outboxId = ""] = ids;
    expect(new Set(ids).size).toBe(1);
    expect(await bookings.find(booking.id)).toMatchObject({ payment: { status: "refunded" } });
    expect((await bookings.ticketsOf(booking.id)).map(({ status }) => status)).toEqual(["void", "void"]);
    const message = { type: "booking.revoked", bookingId: booking.id };
    expect(await outbox.find(outboxId)).toMatchObject({ message, consumed: false });
    expect((await auditOf(db, id)).slice(2)).toEqual([["completed", "refunded", "smoke"]]);

    const next = reserved(sale, { seats: booking.seats });
    await payments.open(paymentOf(next));
    await payments.complete(next.paymentId, ticketsOf(next), "no row", TRACE);
    expect(await bookings.ticketsOf(next.id)).toHaveLength(2);
  });

  it("is refused for a booking that was never paid", async () => {
    const { payments, outbox, booking } = await setUp();
    await expect(payments.revoke(booking.id, "smoke", TRACE)).rejects.toThrow("was never paid");
    expect(await outbox.find(`booking.revoked:${booking.id}`)).toBeUndefined();
  });
});
