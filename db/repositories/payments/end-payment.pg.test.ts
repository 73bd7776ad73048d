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
  const message = { type: "payment.ended" as const, paymentId: id, outcome: "expired" as const };
  await payments.open(paymentOf(booking, { outbox: [message] }));
  const [bookings, outbox] = [createBookingsRepository(db), createOutboxRepository(db)];
  /** Its money comes and is taken. */
  const pay = async (which = booking, outboxId = `payment.ended:${id}`): Promise<void> => {
    await payments.markAuthorised(which.paymentId, "pi_1", TRACE);
    await payments.complete(which.paymentId, ticketsOf(which), outboxId, TRACE);
  };
  return { db, sale, payments, bookings, outbox, booking, id, row: `payment.ended:${id}`, pay };
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
    await payments.close(id, { fact: "expired", reason: "session expired" }, row, TRACE);
    expect(await status()).toBe("expired");
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    await payments.close(id, { fact: "voided", reason: "superseded" }, row, TRACE);
    expect(await status()).toBe("pending");
    await payments.markAuthorised(second.paymentId, "pi_2", TRACE);
    expect(await status()).toBe("authorised");
    await payments.complete(second.paymentId, ticketsOf(booking), row, TRACE);
    expect(await status()).toBe("completed");
  });
});

describe("an authorised payment", () => {
  it("keeps the provider's id of the money, and is authorised once", async () => {
    const { db, payments, bookings, booking, id } = await setUp();
    const marked = await Promise.all([1, 2, 3].map(() => payments.markAuthorised(id, "pi_1", TRACE)));
    expect(marked).toEqual(["authorised", "authorised", "authorised"]);
    expect(await payments.find(id)).toMatchObject({ status: "authorised", intentId: "pi_1" });
    expect(await bookings.find(booking.id)).toMatchObject({ payment: { status: "authorised" } });
    expect(await auditOf(db, id)).toHaveLength(2);
  });

  it.each(["failed", "expired"] as const)("may have %s for us before the money came", async (status) => {
    const { payments, id, row } = await setUp();
    await payments.close(id, { fact: status, reason: "session ended" }, row, TRACE);
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe("authorised");
    expect(await payments.find(id)).toMatchObject({ status: "authorised" });
  });

  it.each([
    ["voided", "voided"],
    ["refunded", "returned"],
  ] as const)("is not authorised again once it was %s", async (status, fact) => {
    const { payments, id, row } = await setUp();
    await payments.close(id, { fact, reason: "seats gone" }, row, TRACE);
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe(status);
    expect(await payments.find(id)).toMatchObject({ status });
  });

  it("gives way to another attempt that is open or has paid", async () => {
    const { payments, booking, id, row, pay } = await setUp();
    await payments.close(id, { fact: "expired", reason: "session expired" }, row, TRACE);
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe("expired");
    await pay(second);
    expect(await payments.markAuthorised(id, "pi_1", TRACE)).toBe("expired");
    expect(await payments.find(id)).toMatchObject({ status: "expired", intentId: null });
  });

  it("is one of two that come at the same time", async () => {
    const { payments, booking, id, row } = await setUp();
    await payments.close(id, { fact: "expired", reason: "session expired" }, row, TRACE);
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    await payments.close(second.paymentId, { fact: "expired", reason: "session expired" }, row, TRACE);
    const marked = await Promise.all([id, second.paymentId].map((each) => payments.markAuthorised(each, "pi", TRACE)));
    expect(marked.toSorted()).toEqual(["authorised", "expired"]);
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
    await payments.markAuthorised(id, "pi_1", TRACE);
    await Promise.all(Array.from({ length: 10 }, () => payments.complete(id, ticketsOf(booking), row, TRACE)));
    const paid = await bookings.find(booking.id);
    await outbox.consume(`booking.paid:${id}`);
    await payments.complete(id, ticketsOf(booking), row, TRACE);
    expect(await bookings.find(booking.id)).toEqual(paid);
    expect(await bookings.ticketsOf(booking.id)).toHaveLength(2);
    expect(await outbox.find(`booking.paid:${id}`)).toMatchObject({ consumed: true });
    expect(await auditOf(db, id)).toHaveLength(3);
  });

  it("writes nothing at all when one of its seats has a valid ticket already", async () => {
    const { db, sale, payments, bookings, outbox, booking, id, row, pay } = await setUp();
    const other = reserved(sale, { seats: [{ seat: 1, priceMinor: 2500 }] });
    await payments.open(paymentOf(other));
    await pay(other, "no row");

    await expect(pay()).rejects.toThrow("tickets_one_per_seat");
    expect(await payments.find(id)).toMatchObject({ status: "authorised" });
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
    await payments.markAuthorised(id, "pi_1", TRACE);
    await payments.complete(id, tickets, row, TRACE);
    expect(await bookings.ticketsOf(booking.id)).toEqual(tickets);
  });

  it.each([
    ["voided", "voided"],
    ["refunded", "returned"],
    ["failed", "failed"],
    ["expired", "expired"],
  ] as const)("is refused once it has %s", async (status, fact) => {
    const { db, payments, bookings, outbox, booking, id } = await setUp();
    await payments.close(id, { fact, reason: "seats gone" }, "no row", TRACE);
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
    await payments.close(id, { fact: "failed", reason: "capture_refused" }, row, TRACE);
    expect(await bookings.find(booking.id)).toMatchObject({
      payment: { status: "failed", lastError: "capture_refused" },
    });
    expect(await paidAt(db, booking.id)).toBeNull();
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    expect((await auditOf(db, id)).at(-1)).toEqual(["pending", "failed", "capture_refused"]);
  });

  it("leaves a completed one as it is, and still consumes the row", async () => {
    const { payments, outbox, booking, id, row, pay } = await setUp();
    await pay(booking, "no row");
    await payments.close(id, { fact: "expired", reason: "late" }, row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "completed", lastError: null });
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
  });

  it("can say that late money went back, but not that it never came", async () => {
    const { payments, id, row } = await setUp();
    await payments.close(id, { fact: "expired", reason: "the hold ended" }, row, TRACE);
    await payments.close(id, { fact: "voided", reason: "seats_gone" }, row, TRACE);
    await payments.close(id, { fact: "failed", reason: "late" }, row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "voided" });
  });
});

describe("money that went back of a payment that has bought seats", () => {
  it("is nothing that could be written down quietly: the message stays, for people to see", async () => {
    const { payments, outbox, id, row, booking, pay } = await setUp();
    await pay(booking, "no row");
    const closed = payments.close(id, { fact: "returned", reason: "seats_gone" }, row, TRACE);
    await expect(closed).rejects.toThrow("which has bought seats");
    expect(await outbox.find(row)).toMatchObject({ consumed: false });
    expect(await payments.find(id)).toMatchObject({ status: "completed" });
  });
});

describe("a decline", () => {
  it("is told to the buyer, and leaves the payment open", async () => {
    const { db, payments, outbox, bookings, booking, id, row } = await setUp();
    await payments.recordDecline(id, "Your card was declined", row, TRACE);
    await payments.recordDecline(id, "Your card was declined", row, TRACE);
    expect(await bookings.find(booking.id)).toMatchObject({
      payment: { status: "pending", lastError: "Your card was declined" },
    });
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    expect((await auditOf(db, id)).slice(1)).toEqual([["pending", "pending", "declined"]]);
  });
});

describe("a wrong sum", () => {
  it("is flagged where its payment is closed, for staff to find", async () => {
    const { db, payments, id, row } = await setUp();
    await payments.close(id, { fact: "voided", reason: "amount_mismatch", isFlagged: true }, row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "voided", flag: "amount_mismatch" });
    expect((await auditOf(db, id)).at(-1)).toEqual(["pending", "voided", "amount_mismatch"]);
  });
});

describe("a slow method", () => {
  it("makes an attempt wait for its bank, and nothing that is heard later goes back to that", async () => {
    const { payments, outbox, booking, id, row, pay } = await setUp();
    await payments.markProcessing(id, "pi_1", row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "processing", intentId: "pi_1" });
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    await pay(booking, "no row");
    await payments.markProcessing(id, "pi_1", "no row", TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "completed" });
  });
});

describe("a dispute", () => {
  it("holds the tickets, and gives them back when it is won", async () => {
    const { db, payments, bookings, booking, id, row, pay } = await setUp();
    await pay();
    await payments.noteDispute(id, "opened", "fraudulent", row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "disputed", flag: "dispute_opened" });
    expect((await bookings.ticketsOf(booking.id)).map(({ status }) => status)).toEqual(["held", "held"]);
    await payments.noteDispute(id, "won", "fraudulent", row, TRACE);
    expect((await bookings.ticketsOf(booking.id)).map(({ status }) => status)).toEqual(["valid", "valid"]);
    expect((await auditOf(db, id)).slice(3)).toEqual([
      ["completed", "disputed", "dispute opened: fraudulent"],
      ["disputed", "completed", "dispute won: fraudulent"],
    ]);
  });

  it("that was won is not opened again by old news", async () => {
    const { payments, bookings, booking, id, row, pay } = await setUp();
    await pay();
    await payments.noteDispute(id, "won", "fraudulent", row, TRACE);
    await payments.noteDispute(id, "opened", "fraudulent", row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "completed", flag: "dispute_won" });
    expect((await bookings.ticketsOf(booking.id)).map(({ status }) => status)).toEqual(["valid", "valid"]);
  });

  it("about money that is on its way back, or gone, is flagged and written down", async () => {
    const { db, payments, id, row } = await setUp();
    await payments.close(id, { fact: "returned", reason: "seats_gone" }, row, TRACE);
    await payments.noteDispute(id, "opened", "fraudulent", row, TRACE);
    expect(await payments.find(id)).toMatchObject({ status: "refunded", flag: "dispute_opened" });
    expect((await auditOf(db, id)).at(-1)).toEqual(["refunded", "refunded", "dispute opened: fraudulent"]);
  });

  it("that is lost voids the tickets and asks for the seats, once", async () => {
    const { payments, bookings, outbox, booking, id, row, pay } = await setUp();
    await pay();
    await Promise.all([1, 2, 3].map(() => payments.noteDispute(id, "lost", "fraudulent", row, TRACE)));
    expect(await payments.find(id)).toMatchObject({ status: "charged_back" });
    expect((await bookings.ticketsOf(booking.id)).map(({ status }) => status)).toEqual(["void", "void"]);
    const message = { type: "booking.revoked", bookingId: booking.id };
    expect(await outbox.find(`booking.revoked:${booking.id}`)).toMatchObject({ message, consumed: false });
  });

  it("finds its payment by the provider's id of the money, and none of another provider", async () => {
    const { sale, payments, id, pay, booking } = await setUp();
    const intent = `pi_of_${id}`;
    await payments.markAuthorised(booking.paymentId, intent, TRACE);
    await pay(booking, "no row");
    expect(await payments.findByIntent("stripe", intent)).toMatchObject({ id });
    expect(await payments.findByIntent("gateway", intent)).toBeUndefined();
    expect(await payments.findByIntent("stripe", `pi_of_${sale.event}`)).toBeUndefined();
  });
});
