import { describe, expect, it } from "vitest";
import type { BookingId, RefundId } from "../../../domain/contract/ids.ts";
import { CANCELLATION_REPEAT } from "../../../domain/payment/cancellation-repeat.ts";
import { payBooking, type PaidBooking } from "../../../local/testing/paid-booking.ts";
import { auditOf, openSale, TRACE } from "../../../local/testing/sale.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "../payments/payments.ts";
import { createRefundsRepository } from "./refunds.ts";

const keyOf = (scope: string) => ({ scope, fingerprint: "storm" });

/** Two bookings of an event that does not take place: of the first the refund fails, the second has its money. */
async function setUp() {
  const sale = await openSale();
  const { event, db } = sale;
  const [refunds, outbox] = [createRefundsRepository(db), createOutboxRepository(db)];
  const paid: PaidBooking[] = [await payBooking(sale, [0]), await payBooking(sale, [1])];
  const [first, second] = paid.map(({ id }) => id);
  if (first === undefined || second === undefined) throw new Error("no bookings");
  const cancel = (key: string, reason = "storm") => refunds.cancelEvent(event, reason, keyOf(key), TRACE);
  const end = (key: string) => refunds.advanceCancellation(event, 0, true, `event.cancelled:${event}:${key}`, TRACE);
  const giveBack = async (bookingId: BookingId): Promise<RefundId> => {
    const requested = await refunds.request({
      bookingId,
      amountMinor: undefined,
      endsBooking: true,
      reason: "storm",
      who: "operator",
      repeat: CANCELLATION_REPEAT,
      trace: TRACE,
    });
    if (!requested.ok) throw new Error(requested.refusal.reason);
    return requested.value.refund.id;
  };
  await cancel("first word");
  const failed = await giveBack(first);
  await refunds.finish(await giveBack(second), "no row", TRACE);
  const payments = createPaymentsRepository(db);
  return { event, db, refunds, payments, outbox, first, second, failed, paid, cancel, end, giveBack };
}

describe("a refund of a cancellation that failed", () => {
  it("is asked for again on staff's word alone, and only by who had failed", async () => {
    const { db, event, refunds, outbox, first, failed, cancel, end, giveBack } = await setUp();
    await refunds.fail(failed, "charge_expired", "no row", TRACE);
    expect(await cancel("too early")).toEqual({ ok: true, value: false });
    expect(await end("first word")).toBe(true);
    expect(await refunds.stillPaid(event, 10)).toEqual([]);

    expect(await cancel("another reason", "fire")).toEqual({ ok: true, value: false });
    const words = await Promise.all([1, 2, 3].map((word) => cancel(`word ${word}`)));
    expect(words.filter((word) => word.ok && word.value)).toHaveLength(1);
    expect(await refunds.cancellation(event)).toMatchObject({ doneAt: null, bookings: 2, done: 1, failed: 0 });
    expect(await refunds.stillPaid(event, 10)).toEqual([first]);
    expect((await auditOf(db, event)).at(-1)).toEqual(["cancelled", "cancelled", "once more for what had failed"]);

    const again = await giveBack(first);
    expect(again).not.toBe(failed);
    expect(await end("first word")).toBe(true);
    await refunds.finish(again, "no row", TRACE);
    const counts = { bookings: 2, requested: 0, done: 2, failed: 0, refundedMinor: 9_000 };
    expect(await refunds.cancellation(event)).toMatchObject({ ...counts, doneAt: expect.any(Date) });
    expect(await refunds.ofBooking(first)).toMatchObject([{ status: "done" }, { status: "failed" }]);
    expect(await outbox.find(`event.cancelled:${event}:too early`)).toBeUndefined();
  });

  it("waits for another word when it fails again, and a word that comes twice counts once", async () => {
    const { event, refunds, outbox, first, failed, cancel, end, giveBack } = await setUp();
    await refunds.fail(failed, "charge_expired", "no row", TRACE);
    await end("first word");
    expect(await cancel("first word")).toEqual({ ok: true, value: false });
    expect(await cancel("second word")).toEqual({ ok: true, value: true });
    const row = `event.cancelled:${event}:second word`;
    expect(await outbox.find(row)).toMatchObject({ message: { batch: 0 }, consumed: false });
    await refunds.fail(await giveBack(first), "charge_expired", "no row", TRACE);
    expect(await end("second word")).toBe(true);
    expect(await outbox.find(row)).toMatchObject({ consumed: true });

    expect(await refunds.stillPaid(event, 10)).toEqual([]);
    expect(await cancel("second word")).toEqual({ ok: true, value: false });
    expect(await refunds.cancellation(event)).toMatchObject({ doneAt: expect.any(Date), failed: 1 });
    expect(await cancel("third word")).toEqual({ ok: true, value: true });
    expect(await refunds.stillPaid(event, 10)).toEqual([first]);
  });

  it("may have been done when the bank sent it back: then money alone goes again", async () => {
    const { event, refunds, payments, first, failed, cancel, end, giveBack, paid } = await setUp();
    await refunds.finish(failed, "no row", TRACE);
    await end("first word");
    expect(await cancel("nothing failed")).toEqual({ ok: true, value: false });
    const paymentId = paid[0]?.paymentId;
    if (paymentId === undefined) throw new Error("no payment");
    const news = { paymentId, refundId: failed, intentId: "pi_1", reason: "lost_or_stolen_card" };
    await refunds.noteFailed(news, "no row", TRACE);
    expect(await refunds.cancellation(event)).toMatchObject({ done: 1, failed: 1, doneAt: expect.any(Date) });
    expect(await refunds.stillPaid(event, 10)).toEqual([]);

    expect(await cancel("second word")).toEqual({ ok: true, value: true });
    expect(await refunds.stillPaid(event, 10)).toEqual([first]);
    expect(await end("second word")).toBe(false);
    const again = await giveBack(first);
    expect(await refunds.find(again)).toMatchObject({ amountMinor: 4_500, endsBooking: false });
    expect(await refunds.stillPaid(event, 10)).toEqual([]);
    expect(await end("second word")).toBe(true);
    await refunds.finish(again, "no row", TRACE);
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunded", refundedMinor: 4_500 });
    expect(await cancel("third word")).toEqual({ ok: true, value: false });
  });

  it("is left alone where staff have given the money back by hand", async () => {
    const { event, refunds, failed, first, cancel, end } = await setUp();
    await refunds.fail(failed, "charge_expired", "no row", TRACE);
    await end("first word");
    const byHand = await refunds.request({
      bookingId: first,
      amountMinor: undefined,
      endsBooking: true,
      reason: "by hand",
      who: "operator",
      repeat: keyOf("by hand"),
      trace: TRACE,
    });
    if (!byHand.ok) throw new Error(byHand.refusal.reason);
    await refunds.finish(byHand.value.refund.id, "no row", TRACE);
    expect(await cancel("second word")).toEqual({ ok: true, value: true });
    expect(await refunds.stillPaid(event, 10)).toEqual([]);
    expect(await end("second word")).toBe(true);
  });
});
