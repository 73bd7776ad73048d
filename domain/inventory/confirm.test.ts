import { describe, expect, it } from "vitest";
import { ANN, BEN, CONFIG, bookingId, paymentId } from "./testing/sale.ts";
import { paidSale, reservedSale, statusOf } from "./testing/scenes.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];
const [P1, P2] = [paymentId(1), paymentId(2)];
const [FREE, SOLD] = [0, 3];

describe("confirming", () => {
  it("sells the seats, once", () => {
    const sale = reservedSale();
    const first = sale.ask({ type: "confirm", bookingId: B1, paymentId: P1 });
    expect(first.result).toMatchObject({ value: { status: "confirmed", deadlineMs: null, paymentId: P1 } });
    expect(statusOf(sale, 0)).toBe(SOLD);
    expect(sale.ask({ type: "confirm", bookingId: B1, paymentId: P1 })).toEqual({ ...first, replayed: true });
  });

  it("is refused to another payment than the booking's", () => {
    expect(paidSale().refuses({ type: "confirm", bookingId: B1, paymentId: P2 })).toEqual({
      reason: "payment_superseded",
    });
    expect(reservedSale().refuses({ type: "confirm", bookingId: B1, paymentId: P2 })).toEqual({
      reason: "payment_superseded",
    });
  });

  it("is refused after cancelling and refunding", () => {
    const cancelled = reservedSale();
    cancelled.does({ type: "cancel", bookingId: B1, buyerId: ANN });
    expect(cancelled.refuses({ type: "confirm", bookingId: B1, paymentId: P1 })).toEqual({
      reason: "booking_cancelled",
    });
    const refunded = paidSale();
    refunded.does({ type: "revoke", bookingId: B1 });
    expect(refunded.refuses({ type: "confirm", bookingId: B1, paymentId: P1 })).toEqual({ reason: "booking_refunded" });
  });

  it.each([
    ["tidied", 1],
    ["not tidied", 0],
  ])("gets the same seats again after the deadline when they are free (%s)", (_, tidied) => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    expect(sale.tidy(tidied)).toBe(tidied);
    const late = sale.does({ type: "confirm", bookingId: B1, paymentId: P1 });
    expect(late).toMatchObject({
      status: "confirmed",
      seats: [
        { seat: 0, priceMinor: 1000 },
        { seat: 1, priceMinor: 1000 },
      ],
      version: 4,
    });
    expect(statusOf(sale, 1)).toBe(SOLD);
  });

  it("is refused after the deadline when a seat was sold to somebody else", () => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [1] });
    const refusal = sale.refuses({ type: "confirm", bookingId: B1, paymentId: P1 });
    expect(refusal).toMatchObject({ reason: "seats_gone", obstacle: "seat_taken", seat: 1 });
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("is refused after the deadline when the buyer has filled his limit meanwhile (I8)", () => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN, seats: [2, 3, 4] });
    const refusal = sale.refuses({ type: "confirm", bookingId: B1, paymentId: P1 });
    expect(refusal).toEqual({ reason: "seats_gone", obstacle: "buyer_limit_reached", limit: 4, held: 3 });
  });
});
