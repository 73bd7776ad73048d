import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mintBookingId, type BookingId } from "../../../domain/contract/ids.ts";
import type { RefundRequest } from "../../../domain/ports/refunds.ts";
import { payBooking } from "../../../local/testing/paid-booking.ts";
import { auditOf, openSale, paymentOf, reserved, TRACE, type Sale } from "../../../local/testing/sale.ts";
import { createBookingsRepository } from "../bookings.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "../payments/payments.ts";
import { createRefundsRepository } from "./refunds.ts";

function refundOf(bookingId: BookingId, members: Partial<RefundRequest> = {}): RefundRequest {
  const repeat = { scope: randomUUID(), fingerprint: "body" };
  return {
    bookingId,
    amountMinor: undefined,
    endsBooking: true,
    reason: "moved away",
    who: "operator",
    repeat,
    trace: TRACE,
    ...members,
  };
}

async function setUp(seats?: readonly number[], priceMinor?: number) {
  const sale = await openSale();
  const paid = await payBooking(sale, seats, priceMinor);
  return { ...repositoriesOf(sale), sale, ...paid };
}

function repositoriesOf({ db }: Sale) {
  return {
    db,
    refunds: createRefundsRepository(db),
    payments: createPaymentsRepository(db),
    bookings: createBookingsRepository(db),
    outbox: createOutboxRepository(db),
  };
}

describe("a refund that ends a booking", () => {
  it("voids its tickets and marks its payment in the transaction that asks for the money", async () => {
    const { db, refunds, payments, bookings, outbox, id, paymentId } = await setUp([0, 1]);
    const requested = await refunds.request(refundOf(id));
    if (!requested.ok) throw new Error(requested.refusal.reason);
    const { refund, replayed } = requested.value;
    expect(replayed).toBe(false);
    expect(refund).toMatchObject({ paymentId, bookingId: id, amountMinor: 9_000, currency: "eur", endsBooking: true });
    expect(refund).toMatchObject({ status: "requested", reason: "moved away", who: "operator", endedAt: null });
    expect(await refunds.find(refund.id)).toEqual(refund);
    expect(await refunds.ofBooking(id)).toEqual([refund]);

    expect((await bookings.ticketsOf(id)).map(({ status }) => status)).toEqual(["void", "void"]);
    expect(await bookings.find(id)).toMatchObject({ payment: { status: "refunding" } });
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunding", refundedMinor: 0 });
    const message = { type: "refund.requested", refundId: refund.id };
    expect(await outbox.find(`refund.requested:${refund.id}`)).toMatchObject({
      message,
      trace: TRACE,
      consumed: false,
    });
    // Nobody may hear of the seats before the money is back.
    expect(await outbox.find(`booking.revoked:${id}`)).toBeUndefined();
    expect((await auditOf(db, paymentId)).at(-1)).toEqual(["completed", "refunding", "moved away"]);
    expect(await auditOf(db, refund.id)).toEqual([[null, "requested", "moved away"]]);
  });

  it("may be for less than was paid", async () => {
    const { refunds, payments, id, paymentId } = await setUp();
    const requested = await refunds.request(refundOf(id, { amountMinor: 2_250 }));
    expect(requested).toMatchObject({ ok: true, value: { refund: { amountMinor: 2_250, endsBooking: true } } });
    expect(await payments.find(paymentId)).toMatchObject({ status: "refunding" });
  });

  it("is how a booking that was free of charge is given back", async () => {
    const { refunds, bookings, id, sale } = await setUp([0], 0);
    const requested = await refunds.request(refundOf(id, { who: sale.buyer }));
    expect(requested).toMatchObject({ ok: true, value: { refund: { amountMinor: 0, who: sale.buyer } } });
    expect(await bookings.ticketsOf(id)).toMatchObject([{ status: "void" }]);
  });
});

describe("a refund in part", () => {
  it("leaves tickets and payment as they are", async () => {
    const { refunds, payments, bookings, id, paymentId } = await setUp();
    const requested = await refunds.request(refundOf(id, { amountMinor: 1_000, endsBooking: false }));
    expect(requested).toMatchObject({ ok: true, value: { refund: { amountMinor: 1_000, endsBooking: false } } });
    expect(await payments.find(paymentId)).toMatchObject({ status: "completed" });
    expect(await bookings.ticketsOf(id)).toMatchObject([{ status: "valid" }]);
  });

  it("cannot be the last one: all that is left goes back with the booking only", async () => {
    const { refunds, outbox, id } = await setUp();
    const first = await refunds.request(refundOf(id, { amountMinor: 4_000, endsBooking: false }));
    if (!first.ok) throw new Error(first.refusal.reason);
    await refunds.finish(first.value.refund.id, `refund.requested:${first.value.refund.id}`, TRACE);
    expect(await outbox.find(`booking.revoked:${id}`)).toBeUndefined();

    const refusal = { reason: "refund_too_large", leftMinor: 500 };
    for (const [amountMinor, detail] of [
      [500, expect.stringContaining("with the booking")],
      [501, undefined],
    ] as const) {
      const rest = await refunds.request(refundOf(id, { amountMinor, endsBooking: false }));
      expect(rest).toEqual({ ok: false, refusal: { ...refusal, detail } });
    }
    expect(await refunds.request(refundOf(id, { amountMinor: 501 }))).toMatchObject({ ok: false, refusal });
    expect(await refunds.request(refundOf(id))).toMatchObject({ ok: true, value: { refund: { amountMinor: 500 } } });
  });
});

describe("asking twice", () => {
  it("is one refund under one key, at once or later, whatever has become of it", async () => {
    const { db, refunds, id, paymentId } = await setUp();
    const request = refundOf(id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refunds.request(request)));
    const found = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    expect(found).toHaveLength(10);
    expect(found.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const [first] = await refunds.ofBooking(id);
    if (first === undefined) throw new Error("no refund");
    expect(new Set(found.map(({ refund }) => refund.id))).toEqual(new Set([first.id]));

    await refunds.finish(first.id, "no row", TRACE);
    const late = await refunds.request(request);
    expect(late).toMatchObject({ ok: true, value: { replayed: true, refund: { id: first.id, status: "done" } } });
    expect(await auditOf(db, paymentId)).toHaveLength(5);
  });

  it("is refused under one key with another body, of the booking or of another one of the buyer", async () => {
    const { refunds, sale, id } = await setUp([0]);
    const other = await payBooking(sale, [1]);
    const request = refundOf(id);
    await refunds.request(request);
    const reused = { ok: false, refusal: { reason: "idempotency_key_reused" } };
    const changed = { ...request.repeat, fingerprint: "another body" };
    expect(await refunds.request({ ...request, repeat: changed })).toEqual(reused);
    expect(await refunds.request({ ...request, bookingId: other.id, repeat: changed })).toEqual(reused);
    expect(await refunds.ofBooking(other.id)).toEqual([]);
  });

  it("is refused under two keys, and nothing is given back twice", async () => {
    const { refunds, id } = await setUp();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refunds.request(refundOf(id))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.refusal).toEqual({ reason: "refund_under_way" });
    expect(await refunds.ofBooking(id)).toHaveLength(1);
  });

  it("waits for a part that is under way, so that all parts never add up to more than was paid", async () => {
    const { refunds, payments, id, paymentId } = await setUp();
    const part = () => refunds.request(refundOf(id, { amountMinor: 1_500, endsBooking: false }));
    for (let sum = 1_500; sum < 4_500; sum += 1_500) {
      const answers = await Promise.all([part(), part(), part()]);
      const [won] = answers.flatMap((answer) => (answer.ok ? [answer.value.refund] : []));
      expect(answers.filter(({ ok }) => !ok)).toHaveLength(2);
      expect(await refunds.request(refundOf(id))).toEqual({ ok: false, refusal: { reason: "refund_under_way" } });
      if (won === undefined) throw new Error("no part");
      await refunds.finish(won.id, "no row", TRACE);
      expect(await payments.find(paymentId)).toMatchObject({ status: "completed", refundedMinor: sum });
    }
    expect(await part()).toMatchObject({ ok: false, refusal: { reason: "refund_too_large", leftMinor: 1_500 } });
  });
});

describe("a refund is refused", () => {
  it("of a booking that nobody knows, or that Postgres has not heard of being paid", async () => {
    const { refunds, payments, sale } = await setUp();
    const unknown = mintBookingId(sale.event, 0);
    expect(await refunds.request(refundOf(unknown))).toEqual({ ok: false, refusal: { reason: "booking_not_found" } });
    const pending = reserved(sale);
    await payments.open(paymentOf(pending));
    const refused = await refunds.request(refundOf(pending.id));
    expect(refused).toEqual({ ok: false, refusal: { reason: "booking_not_paid", status: "pending" } });
  });

  it("while the buyer's bank decides about the payment", async () => {
    const { refunds, payments, bookings, id, paymentId } = await setUp();
    await payments.noteDispute(paymentId, "opened", "fraudulent", "no row", TRACE);
    expect(await refunds.request(refundOf(id))).toEqual({ ok: false, refusal: { reason: "payment_disputed" } });
    expect(await bookings.ticketsOf(id)).toMatchObject([{ status: "held" }]);
  });

  it("once all has gone back", async () => {
    const { refunds, id } = await setUp();
    await refunds.request(refundOf(id));
    const [first] = await refunds.ofBooking(id);
    if (first === undefined) throw new Error("no refund");
    await refunds.finish(first.id, "no row", TRACE);
    const again = await refunds.request(refundOf(id));
    expect(again).toEqual({ ok: false, refusal: { reason: "booking_not_paid", status: "refunded" } });
  });
});
