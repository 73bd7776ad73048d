import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import { auditOf, openSale, paymentOf, reserved, TRACE } from "../../../local/testing/sale.ts";
import { payments as table } from "../../schema/payments.ts";
import { createBookingsRepository } from "../bookings.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "./payments.ts";

async function setUp() {
  const sale = await openSale();
  const booking = reserved(sale);
  const payments = createPaymentsRepository(sale.db);
  return { ...sale, booking, payments, id: booking.paymentId };
}

describe("opening a payment", () => {
  it("writes booking and attempt, and leaves an audit row", async () => {
    const { db, booking, payments, id } = await setUp();
    const opened = await payments.open(paymentOf(booking));
    const payment = {
      id,
      bookingId: booking.id,
      eventId: booking.eventId,
      buyerId: booking.buyerId,
      provider: "stripe",
      amountMinor: 4500,
      currency: "eur",
      status: "pending",
      sessionId: null,
      sessionUrl: null,
      sessionExpiresAt: new Date("2027-01-01T00:00:00Z"),
      intentId: null,
      acceptsEqualSeats: false,
      refundedMinor: 0,
      flag: null,
      lastError: null,
      createdAt: expect.any(Date),
    };
    expect(opened).toEqual({ kind: "opened", payment });
    expect(await payments.find(id)).toEqual(payment);
    expect(await createBookingsRepository(db).find(booking.id)).toEqual({
      seats: booking,
      payment: { id, status: "pending", url: null, lastError: null },
    });
    expect(await auditOf(db, id)).toEqual([[null, "pending", "opened"]]);
  });

  it("is answered `opened` to exactly one of 50 requests at once", async () => {
    const { db, booking, payments, id } = await setUp();
    const opened = await Promise.all(Array.from({ length: 50 }, () => payments.open(paymentOf(booking))));
    const kinds = opened.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual([
      ...Array.from({ length: 1 }, () => "opened"),
      ...Array.from({ length: 49 }, () => "running"),
    ]);
    expect(await auditOf(db, id)).toHaveLength(1);
  });

  it("is answered with the first session's end while the first is at it, after it died, and with its session", async () => {
    const { db, booking, payments, id } = await setUp();
    await payments.open(paymentOf(booking));
    const later = paymentOf(booking, { sessionExpiresAt: new Date("2028-01-01") });
    const { sessionExpiresAt } = paymentOf(booking);
    expect(await payments.open(later)).toMatchObject({ kind: "running", payment: { sessionExpiresAt } });

    await db
      .update(table)
      .set({ lockedUntil: sql`now()` })
      .where(eq(table.id, id));
    expect(await payments.open(later)).toMatchObject({ kind: "opened", payment: { sessionExpiresAt } });
    expect(await payments.open(later)).toMatchObject({ kind: "running" });

    expect(await payments.attachSession(id, { id: "cs_1", url: "https://pay.example/1" }, TRACE)).toBe(true);
    const answered = { kind: "answered", payment: { sessionExpiresAt, sessionUrl: "https://pay.example/1" } };
    expect(await payments.open(later)).toMatchObject(answered);
    expect((await auditOf(db, id)).map(([, , why]) => why)).toEqual(["opened", "session created"]);
  });

  it("says so when it has ended by the time its session is there, and keeps the session all the same", async () => {
    const { booking, payments, id } = await setUp();
    await payments.open(paymentOf(booking));
    await payments.close(id, { fact: "expired", reason: "the hold ended" }, "no-row", TRACE);
    expect(await payments.attachSession(id, { id: "cs_late", url: null }, TRACE)).toBe(false);
    expect(await payments.find(id)).toMatchObject({ status: "expired", sessionId: "cs_late" });
  });

  it("may be tried again at once when the provider could not be asked, by one", async () => {
    const { booking, payments, id } = await setUp();
    await payments.open(paymentOf(booking));
    await payments.unlock(id);
    const again = await Promise.all([1, 2, 3].map(() => payments.open(paymentOf(booking))));
    expect(again.map(({ kind }) => kind).toSorted()).toEqual(["opened", "running", "running"]);
  });

  it("writes its outbox rows once", async () => {
    const { db, booking, payments, id } = await setUp();
    const free = { ...booking, seats: [{ seat: 0, priceMinor: 0 }], totalMinor: 0 };
    const message = { type: "booking.paid" as const, bookingId: booking.id, paymentId: id };
    const request = paymentOf(free, { provider: "free", outbox: [message] });
    expect(await payments.open(request)).toMatchObject({ kind: "opened" });
    const outbox = createOutboxRepository(db);
    await outbox.consume(`booking.paid:${id}`);
    expect(await payments.open(request)).toMatchObject({ kind: "answered" });
    expect(await outbox.find(`booking.paid:${id}`)).toMatchObject({ message, trace: TRACE, consumed: true });
  });
});

describe("a payment that cannot be opened", () => {
  it("finds the booking ended, and writes neither attempt nor outbox rows", async () => {
    const { db, booking, payments, id } = await setUp();
    const ended = { ...booking, status: "expired" as const, version: 3 };
    await payments.open(paymentOf(ended));
    const outbox = [{ type: "booking.expired" as const, bookingId: booking.id, paymentId: booking.paymentId }];
    expect(await payments.open(paymentOf(booking, { outbox }))).toEqual({ kind: "booking_ended" });
    expect(await payments.find(id)).toBeUndefined();
    expect(await createOutboxRepository(db).find(`booking.expired:${id}`)).toBeUndefined();
    expect(await auditOf(db, id)).toEqual([]);
  });

  it("finds another payment under way, and is open to be tried once that has ended", async () => {
    const { booking, payments, id } = await setUp();
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(booking));
    expect(await payments.open(paymentOf(second))).toMatchObject({ kind: "running", payment: { id } });
    await payments.close(id, { fact: "expired", reason: "session expired" }, "no row", TRACE);
    expect(await payments.open(paymentOf(second))).toMatchObject({ kind: "opened" });
  });

  it("is the late repeat of one that has ended without a session", async () => {
    const { booking, payments, id } = await setUp();
    await payments.open(paymentOf(booking));
    await payments.close(id, { fact: "expired", reason: "the hold ended" }, "no row", TRACE);
    expect(await payments.open(paymentOf(booking))).toEqual({ kind: "booking_ended" });
  });

  it("is the late repeat of an earlier payment, when the booking waits for a later one", async () => {
    const { booking, payments } = await setUp();
    const second = { ...booking, version: 4, paymentId: mintPaymentId(Date.now() + 1) };
    await payments.open(paymentOf(second));
    expect(await payments.open(paymentOf(booking))).toEqual({ kind: "booking_ended" });
    await payments.close(second.paymentId, { fact: "expired", reason: "session expired" }, "no row", TRACE);
    expect(await payments.open(paymentOf(booking))).toEqual({ kind: "booking_ended" });
  });
});

describe("an attempt's row", () => {
  it("is the only open one of its booking", async () => {
    const { db, booking, payments, id } = await setUp();
    await payments.open(paymentOf(booking));
    const [row] = await db.select().from(table).where(eq(table.id, id));
    const insert = db.insert(table).values({ ...row, id: mintPaymentId(0) } as typeof table.$inferInsert);
    await expect(insert).rejects.toMatchObject({ cause: { constraint: "payments_one_open" } });
  });

  it.each([
    ["an unknown status", { status: "paid" as "pending", endedAt: new Date() }, "payments_status"],
    ["a negative amount", { amountMinor: -1 }, "payments_amount"],
    ["money for nothing", { provider: "free" as const }, "payments_amount"],
    ["a currency that is none", { currency: "euro" }, "payments_currency"],
    ["an end without an ending", { endedAt: new Date() }, "payments_ended"],
  ])("refuses %s", async (_, columns, constraint) => {
    const { db, booking, payments, id } = await setUp();
    await payments.open(paymentOf(booking));
    const update = db.update(table).set(columns).where(eq(table.id, id));
    await expect(update).rejects.toMatchObject({ cause: { constraint } });
  });
});
