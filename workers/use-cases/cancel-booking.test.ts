import { describe, expect, it } from "vitest";
import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintPaymentId, mintUserId } from "../../domain/contract/ids.ts";
import type { EventDetail } from "../../domain/ports/catalogue.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { Refund, RefundRequest } from "../../domain/ports/refunds.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { cancelBooking } from "./cancel-booking.ts";

const event = mintEventId();
const bookingId = mintBookingId(event, 1);
const paymentId = mintPaymentId(1);
const buyer: User = { id: mintUserId(1), email: "ada@example.com", name: "Ada", passwordHash: "" };
const repeat = { scope: "scope", fingerprint: "body" };

const SNAPSHOT: BookingSnapshot = {
  id: bookingId,
  eventId: event,
  buyerId: buyer.id,
  status: "confirmed",
  seats: [{ seat: 3, priceMinor: 4_501 }],
  places: [],
  totalMinor: 4_501,
  currency: "eur",
  deadlineMs: null,
  paymentId,
  createdAtMs: 1,
  version: 3,
};

interface World {
  readonly cancel?: Result<BookingSnapshot>;
  readonly payment?: Partial<Payment>;
  readonly refunds?: readonly Partial<Refund>[];
  readonly terms?: Partial<EventDetail>;
  readonly requested?: Result<{ replayed: boolean }>;
}

/** Cancels with scripted ports: the answer, and which refunds were asked for. */
async function cancel(script: World = {}) {
  const asked: RefundRequest[] = [];
  const payment = { id: paymentId, status: "completed", amountMinor: 4_501, refundedMinor: 0, ...script.payment };
  const terms = { buyerRefundUntil: new Date(Date.now() + 60_000), buyerRefundPercent: 100, ...script.terms };
  const services = {
    inventory: {
      execute: async () => ({ result: script.cancel ?? refuse("booking_confirmed"), replayed: false }),
      booking: async () => ok(SNAPSHOT),
    },
    bookings: {
      find: async () => ({
        seats: SNAPSHOT,
        payment: { id: paymentId, status: asked.length > 0 ? "refunding" : payment.status, url: null, lastError: null },
      }),
      ticketsOf: async () => [],
    },
    payments: { find: async () => payment },
    refunds: {
      ofBooking: async () => script.refunds ?? [],
      request: async (request: RefundRequest) => {
        asked.push(request);
        return script.requested ?? ok({ replayed: false });
      },
    },
    catalogue: { event: async () => terms, plan: async () => undefined },
    outbox: { claim: async () => [] },
    publisher: { publish: async () => {} },
  } as unknown as Services;
  const context = { trace: { requestId: "req_1", traceparent: "00-a-b-01" }, waitUntil: () => {} };
  const answer = await runInContext(context, () =>
    cancelBooking(services, buyer, repeat, { event, booking: bookingId }),
  );
  return { answer, asked };
}

describe("a buyer who gives a paid booking back", () => {
  it("gets what the terms say, and reads that it is on its way", async () => {
    const { answer, asked } = await cancel();
    expect(answer).toMatchObject({
      ok: true,
      value: { replayed: false, booking: { payment: { status: "refunding" } } },
    });
    expect(asked).toMatchObject([{ bookingId, amountMinor: 4_501, endsBooking: true, who: buyer.id, repeat }]);
    const half = await cancel({ terms: { buyerRefundPercent: 50 } });
    expect(half.asked).toMatchObject([{ amountMinor: 2_250 }]);
  });

  it("is told by when he could have, and nothing changes", async () => {
    const until = new Date("2020-01-01T00:00:00Z");
    const { answer, asked } = await cancel({ terms: { buyerRefundUntil: until } });
    expect(answer).toMatchObject({
      ok: false,
      refusal: { reason: "refund_not_allowed", until: "2020-01-01T00:00:00.000Z" },
    });
    expect(asked).toEqual([]);
  });

  it("can always do so where nothing was paid", async () => {
    const { answer, asked } = await cancel({ payment: { amountMinor: 0 }, terms: { buyerRefundUntil: null } });
    expect(answer.ok).toBe(true);
    expect(asked).toMatchObject([{ amountMinor: 0, endsBooking: true }]);
  });

  it("gets the same answer again while a refund that ends the booking is under way or done", async () => {
    for (const status of ["requested", "done"] as const) {
      const past = { buyerRefundUntil: new Date(0) };
      const { answer, asked } = await cancel({ refunds: [{ endsBooking: true, status }], terms: past });
      expect(answer).toMatchObject({ ok: true, value: { replayed: true } });
      expect(asked).toEqual([]);
    }
  });

  it("asks anew where an earlier one has failed, or was for a part", async () => {
    const refunds = [
      { endsBooking: true, status: "failed" as const },
      { endsBooking: false, status: "done" as const },
    ];
    const { asked } = await cancel({ refunds, payment: { refundedMinor: 1_000 } });
    expect(asked).toMatchObject([{ amountMinor: 3_501 }]);
  });

  it("waits until his payment is through", async () => {
    const { answer, asked } = await cancel({ payment: { status: "authorised" } });
    expect(answer).toMatchObject({ ok: false, refusal: { reason: "booking_pending_payment" } });
    expect(asked).toEqual([]);
  });

  it("is told what stands against it", async () => {
    const { answer } = await cancel({ requested: refuse("payment_disputed") });
    expect(answer).toMatchObject({ ok: false, refusal: { reason: "payment_disputed" } });
  });

  it("is told that it is refunded already where his bank has taken it back", async () => {
    const charged = { status: "charged_back" as const };
    const { answer } = await cancel({
      cancel: refuse("booking_refunded"),
      payment: charged,
      requested: refuse("booking_not_paid"),
    });
    expect(answer).toMatchObject({ ok: false, refusal: { reason: "booking_refunded" } });
  });
});

describe("a booking that is not paid", () => {
  it("is ended by its object alone", async () => {
    const { answer, asked } = await cancel({ cancel: ok({ ...SNAPSHOT, status: "cancelled" }) });
    expect(answer).toMatchObject({ ok: true, value: { booking: { status: "cancelled" } } });
    expect(asked).toEqual([]);
  });

  it.each(["booking_not_found", "booking_expired", "unavailable"] as const)("is refused as %s", async (reason) => {
    const { answer, asked } = await cancel({ cancel: refuse(reason) });
    expect(answer).toMatchObject({ ok: false, refusal: { reason } });
    expect(asked).toEqual([]);
  });
});
