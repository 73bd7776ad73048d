import { describe, expect, it } from "vitest";
import { mintEventId, type BookingId } from "../../../domain/contract/ids.ts";
import { CANCELLATION_REPEAT } from "../../../domain/payment/cancellation-repeat.ts";
import { payBooking } from "../../../local/testing/paid-booking.ts";
import { auditOf, openSale, paymentOf, reserved, TRACE } from "../../../local/testing/sale.ts";
import { createCatalogueRepository } from "../catalogue.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "../payments/payments.ts";
import { createRefundsRepository } from "./refunds.ts";

/** The key of who cancels. */
const WORD = { scope: "word", fingerprint: "" };

async function setUp() {
  const sale = await openSale();
  const refunds = createRefundsRepository(sale.db);
  const giveBack = async (bookingId: BookingId) => {
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
    return requested.value;
  };
  return {
    sale,
    ...sale,
    refunds,
    giveBack,
    payments: createPaymentsRepository(sale.db),
    outbox: createOutboxRepository(sale.db),
    row: `event.cancelled:${sale.event}:word`,
  };
}

describe("cancelling an event", () => {
  it("is written once, with the message that begins it, and its configuration is a newer one", async () => {
    const { db, refunds, outbox, event, row } = await setUp();
    const catalogue = createCatalogueRepository(db);
    expect(await catalogue.eventConfig(event)).toMatchObject({ version: 1 });
    const cancelled = await Promise.all([1, 2, 3].map(() => refunds.cancelEvent(event, "storm", WORD, TRACE)));
    expect(cancelled.filter((each) => each.ok && each.value)).toHaveLength(1);
    expect(await refunds.cancelEvent(event, "another reason", WORD, TRACE)).toEqual({ ok: true, value: false });

    expect(await catalogue.eventConfig(event)).toMatchObject({ version: 2, isCancelled: true });
    expect(await catalogue.event(event)).toMatchObject({ cancelledAt: expect.any(Date) });
    const message = { type: "event.cancelled", eventId: event, batch: 0 };
    expect(await outbox.find(row)).toMatchObject({ message, trace: TRACE, consumed: false });
    expect(await refunds.cancellation(event)).toMatchObject({ reason: "storm", doneAt: null, bookings: 0 });
    expect(await auditOf(db, event)).toEqual([[null, "cancelled", "storm"]]);
  });

  it("needs an event", async () => {
    const { refunds, event } = await setUp();
    const unknown = mintEventId();
    const refused = { ok: false, refusal: { reason: "event_not_found" } };
    expect(await refunds.cancelEvent(unknown, "storm", WORD, TRACE)).toEqual(refused);
    expect(await refunds.cancellation(unknown)).toBeUndefined();
    expect(await refunds.cancellation(event)).toBeUndefined();
  });
});

describe("a cancellation under way", () => {
  it("finds who has paid, in batches, and nobody twice", async () => {
    const { sale, refunds, giveBack, event } = await setUp();
    const ids = [];
    for (const seat of [0, 1, 2]) ids.push((await payBooking(sale, [seat])).id);
    expect(await refunds.stillPaid(event, 2)).toEqual(ids.slice(0, 2));
    for (const id of ids.slice(0, 2)) expect(await giveBack(id)).toMatchObject({ replayed: false });
    expect(await refunds.stillPaid(event, 2)).toEqual(ids.slice(2));
    for (const id of ids) expect(await giveBack(id)).toMatchObject({ replayed: id !== ids[2] });
    expect(await refunds.stillPaid(event, 2)).toEqual([]);
  });

  it("goes on from batch to batch, each of them written once", async () => {
    const { refunds, outbox, event, row } = await setUp();
    await refunds.cancelEvent(event, "storm", WORD, TRACE);
    const advanced = [1, 2, 3].map(() => refunds.advanceCancellation(event, 0, false, row, TRACE));
    expect(await Promise.all(advanced)).toEqual([true, true, true]);
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    expect(await outbox.find(`${row}+1`)).toMatchObject({ message: { batch: 1 }, consumed: false });
    await outbox.consume(`${row}+1`);
    await refunds.advanceCancellation(event, 0, false, row, TRACE);
    expect(await outbox.find(`${row}+1`)).toMatchObject({ consumed: true });
  });

  it("is not done while a payment is open or a booking still paid, and leaves its row", async () => {
    const { db, sale, refunds, giveBack, payments, outbox, event, row } = await setUp();
    const { id: paid } = await payBooking(sale, [0]);
    const pending = reserved(sale, { seats: [{ seat: 1, priceMinor: 4_500 }] });
    await payments.open(paymentOf(pending));
    await refunds.cancelEvent(event, "storm", WORD, TRACE);
    const end = () => refunds.advanceCancellation(event, 0, true, row, TRACE);

    await giveBack(paid);
    expect(await end()).toBe(false);
    await payments.close(pending.paymentId, { fact: "expired", reason: "the hold ended" }, "no row", TRACE);
    const { id: late } = await payBooking(sale, [2]);
    expect(await end()).toBe(false);
    expect(await outbox.find(row)).toMatchObject({ consumed: false });
    expect(await refunds.cancellation(event)).toMatchObject({ doneAt: null, bookings: 2, requested: 1 });

    await giveBack(late);
    expect(await end()).toBe(true);
    expect(await end()).toBe(true);
    expect(await outbox.find(row)).toMatchObject({ consumed: true });
    expect(await refunds.cancellation(event)).toMatchObject({ doneAt: expect.any(Date), bookings: 2, requested: 2 });
    expect(await auditOf(db, event)).toHaveLength(2);
  });

  it("tells how far it is, with what failed and what is disputed, and does not ask again for those", async () => {
    const { sale, refunds, giveBack, payments, event } = await setUp();
    const [done, failed, disputed] = [
      await payBooking(sale, [0]),
      await payBooking(sale, [1]),
      await payBooking(sale, [2]),
    ];
    await refunds.cancelEvent(event, "storm", WORD, TRACE);
    await refunds.finish((await giveBack(done.id)).refund.id, "no row", TRACE);
    await refunds.fail((await giveBack(failed.id)).refund.id, "charge_expired", "no row", TRACE);
    await payments.noteDispute(disputed.paymentId, "opened", "fraudulent", "no row", TRACE);
    const counts = { bookings: 3, requested: 0, done: 1, failed: 1, refundedMinor: 4_500 };
    expect(await refunds.cancellation(event)).toMatchObject({ eventId: event, reason: "storm", ...counts });
    expect(await refunds.stillPaid(event, 10)).toEqual([]);
  });

  it("has another round, however long it is done, when the buyer's bank decides that his money is kept", async () => {
    const { sale, refunds, giveBack, payments, outbox, event, row } = await setUp();
    const { id, paymentId } = await payBooking(sale, [0]);
    await payments.noteDispute(paymentId, "opened", "fraudulent", "no row", TRACE);
    await refunds.cancelEvent(event, "storm", WORD, TRACE);
    expect(await refunds.advanceCancellation(event, 0, true, row, TRACE)).toBe(true);

    await payments.noteDispute(paymentId, "won", "fraudulent", "no row", TRACE);
    const again = `event.cancelled:${event}:${paymentId}`;
    expect(await outbox.find(again)).toMatchObject({ message: { batch: 0, eventId: event }, consumed: false });
    expect(await refunds.stillPaid(event, 10)).toEqual([id]);
    // Nobody could be asked for just then: the first round's end is not this one's.
    expect(await refunds.advanceCancellation(event, 0, true, again, TRACE)).toBe(false);
    expect(await outbox.find(again)).toMatchObject({ consumed: false });
    await giveBack(id);
    expect(await refunds.advanceCancellation(event, 0, true, again, TRACE)).toBe(true);
    expect(await outbox.find(again)).toMatchObject({ consumed: true });
  });

  it("has another round when money that was under way has bought seats after all, by an object of before", async () => {
    const { sale, refunds, outbox, event, row } = await setUp();
    await refunds.cancelEvent(event, "storm", WORD, TRACE);
    expect(await refunds.advanceCancellation(event, 0, true, row, TRACE)).toBe(true);
    const { id, paymentId } = await payBooking(sale, [0]);
    expect(await outbox.find(`event.cancelled:${event}:${paymentId}`)).toMatchObject({ consumed: false });
    expect(await refunds.stillPaid(event, 10)).toEqual([id]);
  });

  it("has another round when a refund fails that its buyer had asked for before", async () => {
    const { sale, refunds, outbox, event, row, buyer } = await setUp();
    const { id } = await payBooking(sale, [0]);
    const own = await refunds.request({
      bookingId: id,
      amountMinor: 2_000,
      endsBooking: true,
      reason: "given back by the buyer",
      who: buyer,
      repeat: { scope: "key", fingerprint: "body" },
      trace: TRACE,
    });
    if (!own.ok) throw new Error(own.refusal.reason);
    await refunds.cancelEvent(event, "storm", WORD, TRACE);
    expect(await refunds.advanceCancellation(event, 0, true, row, TRACE)).toBe(true);

    await refunds.fail(own.value.refund.id, "charge_expired", "no row", TRACE);
    expect(await outbox.find(`event.cancelled:${event}:${own.value.refund.id}`)).toMatchObject({ consumed: false });
    expect(await refunds.stillPaid(event, 10)).toEqual([id]);
  });

  it("has no part in a dispute about an event that takes place", async () => {
    const { sale, payments, outbox, event } = await setUp();
    const { paymentId } = await payBooking(sale, [0]);
    await payments.noteDispute(paymentId, "opened", "fraudulent", "no row", TRACE);
    await payments.noteDispute(paymentId, "won", "fraudulent", "no row", TRACE);
    expect(await outbox.find(`event.cancelled:${event}:${paymentId}`)).toBeUndefined();
  });
});
