import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { BookingStatus } from "../../../domain/contract/event-object.ts";
import type { PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { TRACE } from "../../../local/testing/sale.ts";
import { MAX_FAILURES } from "../../../domain/outbox/max-failures.ts";
import { createOutboxRepository } from "../outbox.ts";
import { insertOutboxRows } from "../outbox-rows.ts";
import { openBooks } from "../../../local/testing/books.ts";

type Books = Awaited<ReturnType<typeof openBooks>>;

async function suspectsOf({ reconciler }: Books): Promise<readonly string[]> {
  return reconciler.suspects(10);
}

describe("bookings of which one looks odd", () => {
  it.each<[BookingStatus, PaymentStatus]>([
    ["pending_payment", "completed"],
    ["expired", "completed"],
    ["refunded", "completed"],
    ["cancelled", "disputed"],
    ["confirmed", "pending"],
    ["confirmed", "authorised"],
    ["confirmed", "failed"],
    ["confirmed", "expired"],
    ["confirmed", "voided"],
    ["confirmed", "refunded"],
    ["confirmed", "charged_back"],
    ["pending_payment", "failed"],
    ["pending_payment", "voided"],
    ["expired", "pending"],
    ["cancelled", "processing"],
    ["created", "authorised"],
    ["pending_payment", "authorised"],
    ["confirmed", "refunding"],
  ])("find it: its seats are %s, its money is %s", async (status, money) => {
    const books = await openBooks();
    await books.writePaid();
    const { id } = await books.write(status, money);
    expect(await suspectsOf(books)).toEqual([id]);
  });

  it("find one whose money is another attempt's than its seats", async () => {
    const books = await openBooks();
    const booking = await books.writePaid();
    expect(await suspectsOf(books)).toEqual([]);
    await books.db.execute(sql`update bookings set seat_payment_id = 'pay_other'`);
    expect(await suspectsOf(books)).toEqual([booking.id]);
  });

  it("find a free one whose message was lost", async () => {
    const books = await openBooks();
    const free = { seats: [], totalMinor: 0 };
    const { id } = await books.write("pending_payment", "pending", free, { provider: "stripe" });
    expect(await suspectsOf(books)).toEqual([]);
    await books.db.execute(sql`update payments set provider = 'free', amount_minor = 0`);
    expect(await suspectsOf(books)).toEqual([id]);
  });

  it("find a refund that nobody carries out", async () => {
    const books = await openBooks();
    const booking = await books.writePaid();
    await books.writeRefund(booking, { status: "done" });
    expect(await suspectsOf(books)).toEqual([]);
    await books.writeRefund(booking);
    expect(await suspectsOf(books)).toEqual([booking.id]);
  });

  it("find one of long ago that is being refunded, or flagged", async () => {
    const books = await openBooks();
    const refunded = await books.writePaid();
    const flagged = await books.write("confirmed", "charged_back");
    // Ids tell when a payment was made: so that this one was made in 1970.
    await books.db.execute(sql`alter table refunds drop constraint refunds_payment_id_payments_id_fk`);
    await books.writeRefund(refunded);
    await books.db.execute(sql`update payments set id = 'pay_00000000' || right(id, 18)`);
    await books.db.execute(sql`update refunds set payment_id = 'pay_00000000' || right(payment_id, 18)`);
    await books.db.execute(sql`update bookings set seat_payment_id = 'pay_00000000' || right(seat_payment_id, 18)`);
    expect(await suspectsOf(books)).toEqual([refunded.id]);
    await books.db.execute(sql`update payments set flag = 'dispute_lost' where booking_id = ${flagged.id}`);
    expect((await suspectsOf(books)).toSorted()).toEqual([refunded.id, flagged.id].toSorted());
  });
});

describe("tickets", () => {
  it("are one for each seat that was paid, held where the payment is disputed", async () => {
    const books = await openBooks();
    await books.writePaid();
    await books.giveTickets(await books.write("confirmed", "disputed"), "held");
    const refunded = await books.write("refunded", "refunded");
    await books.giveTickets({ ...refunded, seats: [{ seat: 77, priceMinor: 4_500 }] }, "void");
    expect(await suspectsOf(books)).toEqual([]);
  });

  it("that are missing make a suspect", async () => {
    const books = await openBooks();
    const { id } = await books.write("confirmed", "completed");
    expect(await suspectsOf(books)).toEqual([id]);
  });

  it.each([
    ["another seat's", sql`update tickets set seat = seat + 100`],
    [
      "one too many",
      sql`insert into tickets (id, booking_id, event_id, seat, code) select 'tkt_x', booking_id, event_id, 999, '' from tickets`,
    ],
    ["held without a dispute", sql`update tickets set status = 'held'`],
    ["void", sql`update tickets set status = 'void', voided_at = now()`],
    ["of money that went back", sql`update payments set status = 'voided'`],
  ])("make a suspect when one is %s", async (_, change) => {
    const books = await openBooks();
    const { id } = await books.writePaid();
    await books.db.execute(change);
    expect(await suspectsOf(books)).toEqual([id]);
  });

  it("of an attempt that had failed before the one that paid belong to that one", async () => {
    const books = await openBooks();
    const booking = await books.write("pending_payment", "failed");
    const second = await books.writePaid();
    await books.db.execute(sql`update payments set booking_id = ${second.id} where id = ${booking.paymentId}`);
    expect(await suspectsOf(books)).toEqual([]);
  });
});

describe("nobody is suspected", () => {
  it.each<[BookingStatus, PaymentStatus]>([
    ["pending_payment", "pending"],
    ["pending_payment", "processing"],
    ["created", "pending"],
    ["expired", "expired"],
    ["cancelled", "voided"],
    ["expired", "refunded"],
    ["refunded", "refunded"],
    ["refunded", "charged_back"],
  ])("when seats are %s and money is %s", async (status, money) => {
    const books = await openBooks();
    await books.write(status, money);
    expect(await suspectsOf(books)).toEqual([]);
  });

  it("whose payment was heard of less than a minute ago", async () => {
    const books = await openBooks();
    const { paymentId } = await books.write("confirmed", "authorised");
    await books.letTimePass(paymentId, -65);
    expect(await suspectsOf(books)).toEqual([]);
    await books.letTimePass(paymentId, 10);
    expect(await suspectsOf(books)).toHaveLength(1);
  });

  it.each(["waits", "is dead"])("while a message about it %s, unless it only tells the buyer", async (state) => {
    const books = await openBooks();
    const outbox = createOutboxRepository(books.db);
    const { id: bookingId, paymentId } = await books.write("confirmed", "authorised");
    const tell = async (id: string, message: { type: "booking.paid" | "booking.expired" }) => {
      await insertOutboxRows(books.db, [{ id, message: { ...message, bookingId, paymentId } }], TRACE, sql`true`);
      if (state === "is dead") for (let i = 0; i < MAX_FAILURES; i++) await outbox.fail(id, "no");
    };
    await tell("mail", { type: "booking.paid" });
    expect(await suspectsOf(books)).toEqual([bookingId]);
    await tell("seats", { type: "booking.expired" });
    expect(await suspectsOf(books)).toEqual([]);
    await outbox.consume("seats");
    expect(await suspectsOf(books)).toEqual([bookingId]);
  });

  it("while its refund's message waits", async () => {
    const books = await openBooks();
    const booking = await books.writePaid();
    const refundId = await books.writeRefund(booking);
    const message = { type: "refund.requested", refundId } as const;
    await insertOutboxRows(books.db, [{ id: "refund", message }], TRACE, sql`true`);
    expect(await suspectsOf(books)).toEqual([]);
  });
});

it("gives no more suspects than are asked for, and not the same ones for ever", async () => {
  const books = await openBooks();
  for (let i = 0; i < 12; i++) await books.write("confirmed", "voided");
  const seen = new Set<string>();
  // Chance misses one of 12 in 60 draws of 3 less than once in 10^6.
  for (let i = 0; i < 60; i++) {
    const found = await books.reconciler.suspects(3);
    expect(found).toHaveLength(3);
    for (const id of found) seen.add(id);
  }
  expect(seen.size).toBe(12);
});
