import { describe, expect, it } from "vitest";
import { mintRefundId, type RefundId } from "../../../domain/contract/ids.ts";
import { payBooking } from "../../../local/testing/paid-booking.ts";
import { auditOf, openSale, TRACE } from "../../../local/testing/sale.ts";
import { createBookingsRepository } from "../bookings.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "../payments/payments.ts";
import { createRefundsRepository } from "./refunds.ts";

/** A paid booking of two seats, and what asks for a refund of it; gives the refund's id. */
async function setUp() {
  const sale = await openSale();
  const paid = await payBooking(sale, [0, 1]);
  const refunds = createRefundsRepository(sale.db);
  let keys = 0;
  const request = async (amountMinor?: number): Promise<RefundId> => {
    const requested = await refunds.request({
      bookingId: paid.id,
      amountMinor,
      endsBooking: amountMinor === undefined,
      reason: "moved away",
      who: "operator",
      repeat: { scope: `key ${keys++}`, fingerprint: "body" },
      trace: TRACE,
    });
    if (!requested.ok) throw new Error(requested.refusal.reason);
    return requested.value.refund.id;
  };
  const bookings = createBookingsRepository(sale.db);
  const ticketStatuses = async () => (await bookings.ticketsOf(paid.id)).map(({ status }) => status);
  return {
    sale,
    ...paid,
    db: sale.db,
    refunds,
    request,
    ticketStatuses,
    bookings,
    payments: createPaymentsRepository(sale.db),
    outbox: createOutboxRepository(sale.db),
  };
}

const rowOf = (id: RefundId) => `refund.requested:${id}`;

describe("a refund that is done", () => {
  it("counts what went back, asks for the seats, tells the buyer and consumes its row, once", async () => {
    const { db, refunds, request, payments, bookings, outbox, ticketStatuses, id, paymentId } = await setUp();
    const refund = await request();
    await Promise.all(Array.from({ length: 5 }, () => refunds.finish(refund, rowOf(refund), TRACE)));
    expect(await refunds.find(refund)).toMatchObject({ status: "done", lastError: null, endedAt: expect.any(Date) });
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 9_000, flag: null });
    expect(await bookings.find(id)).toMatchObject({ payment: { status: "refunded" } });
    expect(await ticketStatuses()).toEqual(["void", "void"]);
    expect(await outbox.find(`booking.revoked:${id}`)).toMatchObject({
      message: { type: "booking.revoked", bookingId: id },
      consumed: false,
    });
    expect(await outbox.find(`refund.done:${refund}`)).toMatchObject({
      message: { type: "refund.done", refundId: refund },
      consumed: false,
    });
    expect(await outbox.find(rowOf(refund))).toMatchObject({ consumed: true });
    expect((await auditOf(db, paymentId)).slice(-2)).toEqual([
      ["completed", "refunding", "moved away"],
      ["refunding", "refunded", `refund ${refund} done`],
    ]);
    expect((await auditOf(db, refund)).slice(1)).toEqual([["requested", "done", "the provider has it"]]);
  });

  it("lets the seats be sold again", async () => {
    const { sale, refunds, request, bookings } = await setUp();
    const refund = await request();
    await refunds.finish(refund, rowOf(refund), TRACE);
    const next = await payBooking(sale, [0, 1]);
    expect(await bookings.ticketsOf(next.id)).toHaveLength(2);
  });

  it("in part asks for no seats, and leaves the payment as it is", async () => {
    const { refunds, request, payments, outbox, ticketStatuses, id, paymentId } = await setUp();
    const part = await request(1_000);
    await refunds.finish(part, rowOf(part), TRACE);
    await refunds.finish(part, rowOf(part), TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "completed", refundedMinor: 1_000 });
    expect(await ticketStatuses()).toEqual(["valid", "valid"]);
    expect(await outbox.find(`booking.revoked:${id}`)).toBeUndefined();
    expect(await outbox.find(`refund.done:${part}`)).toMatchObject({ consumed: false });

    const rest = await request();
    await refunds.finish(rest, rowOf(rest), TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 9_000 });
  });

  it("must exist", async () => {
    const { refunds } = await setUp();
    const unknown = mintRefundId(0);
    await expect(refunds.finish(unknown, "no row", TRACE)).rejects.toThrow(`no refund ${unknown}`);
    await expect(refunds.fail(unknown, "error", "no row", TRACE)).rejects.toThrow(`no refund ${unknown}`);
  });
});

describe("a refund that the provider refuses for good", () => {
  it("flags the payment, and the buyer has his tickets again", async () => {
    const { db, refunds, request, payments, bookings, outbox, ticketStatuses, id, paymentId } = await setUp();
    const refund = await request();
    await refunds.fail(refund, "charge_expired", rowOf(refund), TRACE);
    expect(await refunds.find(refund)).toMatchObject({ status: "failed", lastError: "charge_expired" });
    expect(await payments.find(paymentId)).toMatchObject({
      status: "completed",
      flag: "refund_failed",
      refundedMinor: 0,
    });
    expect(await bookings.find(id)).toMatchObject({ payment: { status: "completed" } });
    expect(await ticketStatuses()).toEqual(["valid", "valid"]);
    expect(await outbox.find(rowOf(refund))).toMatchObject({ consumed: true });
    expect(await outbox.find(`booking.revoked:${id}`)).toBeUndefined();
    expect(await outbox.find(`refund.done:${refund}`)).toBeUndefined();
    expect((await auditOf(db, paymentId)).at(-1)).toEqual(["refunding", "completed", "charge_expired"]);
    expect((await auditOf(db, refund)).at(-1)).toEqual(["requested", "failed", "charge_expired"]);
  });

  it("can be asked for again, and what failed before does not undo it", async () => {
    const { refunds, request, payments, ticketStatuses, paymentId } = await setUp();
    const first = await request();
    await refunds.fail(first, "charge_expired", rowOf(first), TRACE);
    const second = await request();
    await refunds.fail(first, "charge_expired", rowOf(first), TRACE);
    await refunds.finish(first, rowOf(first), TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunding", refundedMinor: 0 });
    expect(await ticketStatuses()).toEqual(["void", "void"]);
    await refunds.finish(second, rowOf(second), TRACE);
    await refunds.fail(second, "late", rowOf(second), TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 9_000 });
    expect(await ticketStatuses()).toEqual(["void", "void"]);
  });

  it("in part leaves the tickets alone, and its money can be given back otherwise", async () => {
    const { refunds, request, payments, ticketStatuses, paymentId } = await setUp();
    const part = await request(8_000);
    await refunds.fail(part, "charge_expired", rowOf(part), TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "completed", flag: "refund_failed" });
    expect(await ticketStatuses()).toEqual(["valid", "valid"]);
    const all = await request();
    expect(await refunds.find(all)).toMatchObject({ amountMinor: 9_000 });
  });

  it("gives no tickets back once the bank has taken the money", async () => {
    const { refunds, request, payments, outbox, ticketStatuses, id, paymentId } = await setUp();
    const refund = await request();
    await payments.noteDispute(paymentId, "lost", "fraudulent", "no row", TRACE);
    await refunds.fail(refund, "charged_back", rowOf(refund), TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "charged_back", refundedMinor: 0 });
    expect(await ticketStatuses()).toEqual(["void", "void"]);
    expect(await outbox.find(`booking.revoked:${id}`)).toMatchObject({ consumed: false });
  });
});
