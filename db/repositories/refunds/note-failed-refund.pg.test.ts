import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintRefundId, type PaymentId, type RefundId } from "../../../domain/contract/ids.ts";
import { payBooking } from "../../../local/testing/paid-booking.ts";
import { auditOf, openSale, paymentOf, reserved, TRACE } from "../../../local/testing/sale.ts";
import { createBookingsRepository } from "../bookings.ts";
import { createOutboxRepository } from "../outbox.ts";
import { insertOutboxRows } from "../outbox-rows.ts";
import { createPaymentsRepository } from "../payments/payments.ts";
import { createRefundsRepository } from "./refunds.ts";

/** A paid booking of two seats for 9000, refunds of it, and the bank that sends them back. */
async function setUp() {
  const sale = await openSale();
  const { db } = sale;
  const refunds = createRefundsRepository(db);
  const outbox = createOutboxRepository(db);
  const { id, paymentId } = await payBooking(sale, [0, 1]);
  let keys = 0;
  const ask = (amountMinor: number | undefined, endsBooking: boolean, bookingId = id) =>
    refunds.request({
      bookingId,
      amountMinor,
      endsBooking,
      reason: "moved away",
      who: "operator",
      repeat: { scope: `key ${keys++}`, fingerprint: "body" },
      trace: TRACE,
    });
  const given = async (amountMinor?: number, endsBooking = true): Promise<RefundId> => {
    const asked = await ask(amountMinor, endsBooking);
    if (!asked.ok) throw new Error(asked.refusal.reason);
    await refunds.finish(asked.value.refund.id, "no row", TRACE);
    return asked.value.refund.id;
  };
  /** Gives whether it was noted, and whether its row was consumed. */
  const comesBack = async (refundId: RefundId | PaymentId, payment = paymentId) => {
    const news = { paymentId: payment, refundId, intentId: "pi_1", reason: "lost_or_stolen_card" };
    const row = `stripe:evt_${refundId}:0`;
    await insertOutboxRows(db, [{ id: row, message: { type: "refund.failed", ...news } }], TRACE, sql`true`);
    const noted = await refunds.noteFailed(news, row, TRACE);
    expect((await outbox.find(row))?.consumed).toBe(noted);
    return noted;
  };
  const payments = createPaymentsRepository(db);
  return { sale, db, refunds, payments, outbox, id, paymentId, ask, given, comesBack };
}

const NOT_PAID = { ok: false, refusal: { reason: "booking_not_paid", status: "refunded" } };

describe("a refund that the bank sends back", () => {
  it("has failed after all, flags its payment, and leaves the booking ended, however often it is told", async () => {
    const { sale, db, refunds, payments, paymentId, id, given, comesBack } = await setUp();
    const refund = await given();
    expect(await Promise.all([1, 2, 3].map(() => comesBack(refund)))).toEqual([true, true, true]);
    const failed = { status: "failed", lastError: "lost_or_stolen_card", endedAt: expect.any(Date) };
    expect(await refunds.find(refund)).toMatchObject(failed);
    const flagged = { status: "refunded", refundedMinor: 0, flag: "refund_failed" };
    expect(await payments.find(paymentId)).toMatchObject(flagged);
    expect(await createBookingsRepository(db).ticketsOf(id)).toMatchObject([{ status: "void" }, { status: "void" }]);
    expect((await auditOf(db, refund)).slice(1)).toEqual([
      ["requested", "done", "the provider has it"],
      ["done", "failed", "lost_or_stolen_card"],
    ]);
    const why = `refund ${refund} failed at the bank: lost_or_stolen_card`;
    expect((await auditOf(db, paymentId)).slice(-2)).toEqual([
      ["refunding", "refunded", `refund ${refund} done`],
      ["refunded", "refunded", why],
    ]);
    // Its seats are others' now.
    await payBooking(sale, [0, 1]);
  });

  it("can be asked for once more, all of it and no more, without touching the booking again", async () => {
    const { refunds, payments, outbox, paymentId, id, ask, given, comesBack } = await setUp();
    await comesBack(await given(4_000));
    await outbox.consume(`booking.revoked:${id}`);
    expect(await ask(4_001, true)).toMatchObject({ refusal: { reason: "refund_too_large", leftMinor: 4_000 } });
    const again = await ask(undefined, true);
    if (!again.ok) throw new Error(again.refusal.reason);
    expect(again.value.refund).toMatchObject({ paymentId, amountMinor: 4_000, endsBooking: false });
    expect(await ask(undefined, true)).toEqual({ ok: false, refusal: { reason: "refund_under_way" } });
    await refunds.finish(again.value.refund.id, "no row", TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 4_000 });
    expect(await outbox.find(`booking.revoked:${id}`)).toMatchObject({ consumed: true });
    expect(await ask(undefined, true)).toEqual(NOT_PAID);

    await comesBack(again.value.refund.id);
    expect(await ask(1_000, false)).toMatchObject({ ok: true, value: { refund: { amountMinor: 1_000 } } });
  });

  it("is asked for once more when the second way fails too", async () => {
    const { refunds, payments, paymentId, ask, given, comesBack } = await setUp();
    await comesBack(await given());
    const second = await ask(undefined, true);
    if (!second.ok) throw new Error(second.refusal.reason);
    await refunds.fail(second.value.refund.id, "charge_expired", "no row", TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", flag: "refund_failed" });
    expect(await ask(undefined, true)).toMatchObject({ ok: true, value: { refund: { amountMinor: 9_000 } } });
  });

  it("in part leaves the booking paid, and the money to be given back as before", async () => {
    const { db, payments, paymentId, id, ask, given, comesBack } = await setUp();
    await comesBack(await given(1_000, false));
    const kept = { status: "completed", refundedMinor: 0, flag: "refund_failed" };
    expect(await payments.find(paymentId)).toMatchObject(kept);
    expect(await createBookingsRepository(db).ticketsOf(id)).toMatchObject([{ status: "valid" }, { status: "valid" }]);
    expect(await ask(undefined, true)).toMatchObject({ ok: true, value: { refund: { amountMinor: 9_000 } } });
  });

  it("in part, after the rest had ended the booking, is what has to go again", async () => {
    const { payments, paymentId, ask, given, comesBack } = await setUp();
    const part = await given(1_000, false);
    await given();
    expect(await ask(undefined, true)).toEqual(NOT_PAID);
    await comesBack(part);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 8_000 });
    expect(await ask(undefined, false)).toMatchObject({ ok: true, value: { refund: { amountMinor: 1_000 } } });
  });

  it("is looked at again where nobody has written yet how it went", async () => {
    const { refunds, payments, paymentId, ask, comesBack } = await setUp();
    const asked = await ask(undefined, true);
    if (!asked.ok) throw new Error(asked.refusal.reason);
    const { id } = asked.value.refund;
    expect(await comesBack(id)).toBe(false);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunding", flag: null });
    await refunds.finish(id, "no row", TRACE);
    expect(await comesBack(id)).toBe(true);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 0 });
  });

  it("must be one of its payment", async () => {
    const { sale, given, comesBack } = await setUp();
    const other = await payBooking(sale, [2]);
    const refund = await given();
    await expect(comesBack(refund, other.paymentId)).rejects.toThrow(`no refund ${refund} of ${other.paymentId}`);
    const unknown = mintRefundId(0);
    await expect(comesBack(unknown)).rejects.toThrow(`no refund ${unknown}`);
  });
});

describe("money that had found no seats, and that the bank sends back", () => {
  it("flags its payment, and goes once more on staff's word", async () => {
    const { sale, db, refunds, payments, outbox, ask, comesBack } = await setUp();
    const pending = reserved(sale, { seats: [{ seat: 2, priceMinor: 4_500 }] });
    const { paymentId } = pending;
    await payments.open(paymentOf(pending));
    expect(await comesBack(paymentId, paymentId)).toBe(false);
    expect(await payments.find(paymentId)).toMatchObject({ flag: null });
    await payments.close(paymentId, { fact: "returned", reason: "seats_gone" }, "no row", TRACE);
    expect(await ask(undefined, true, pending.id)).toEqual(NOT_PAID);

    expect(await Promise.all([1, 2].map(() => comesBack(paymentId, paymentId)))).toEqual([true, true]);
    const flagged = { status: "refunded", flag: "refund_failed", intentId: "pi_1" };
    expect(await payments.find(paymentId)).toMatchObject(flagged);
    const noted = ["refunded", "refunded", "returned money came back from the bank: lost_or_stolen_card"];
    expect((await auditOf(db, paymentId)).slice(-2)).toEqual([["pending", "refunded", "seats_gone"], noted]);

    const again = await ask(undefined, true, pending.id);
    if (!again.ok) throw new Error(again.refusal.reason);
    expect(again.value.refund).toMatchObject({ paymentId, amountMinor: 4_500, endsBooking: false });
    await refunds.finish(again.value.refund.id, "no row", TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 4_500 });
    expect(await outbox.find(`booking.revoked:${pending.id}`)).toBeUndefined();
    expect(await ask(undefined, true, pending.id)).toEqual(NOT_PAID);
  });
});
