import { describe, expect, it } from "vitest";
import type { AwaitMoney } from "../contract/event-object.ts";
import { ANN, BEN, bookingId, CONFIG, paymentId, type Sale } from "./testing/sale.ts";
import { paidSale, reservedSale, saleWithBooking, statusOf } from "./testing/scenes.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];
const [P1, P2] = [paymentId(1), paymentId(2)];
const [FREE, RESERVED] = [0, 2];
const DAYS_MS = 14 * 86_400_000;

function awaiting(sale: Sale, forMs: number, payment = P1): AwaitMoney {
  return { type: "await_money", bookingId: B1, paymentId: payment, untilMs: sale.nowMs + forMs };
}

describe("awaiting slow money", () => {
  it("keeps the seats reserved until the bank has answered, also past the deadline of the payment", () => {
    const sale = reservedSale();
    const untilMs = sale.nowMs + DAYS_MS;
    expect(sale.does(awaiting(sale, DAYS_MS))).toMatchObject({ status: "pending_payment", deadlineMs: untilMs });
    sale.nowMs = untilMs - 1;
    expect(statusOf(sale, 0)).toBe(RESERVED);
    sale.nowMs = untilMs;
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("changes nothing when it is said again", () => {
    const sale = reservedSale();
    const command = awaiting(sale, DAYS_MS);
    const first = sale.ask(command);
    expect(sale.ask(command)).toEqual({ ...first, replayed: true });
  });

  it("never shortens the time that there is", () => {
    const sale = reservedSale();
    const deadlineMs = sale.nowMs + CONFIG.paymentTtlMs;
    for (const forMs of [1, CONFIG.paymentTtlMs, -1]) {
      expect(sale.ask(awaiting(sale, forMs))).toMatchObject({
        result: { value: { deadlineMs, version: 2 } },
        replayed: true,
      });
    }
  });

  it("ends with the confirmation, or with a booking that is payable for as long as any other", () => {
    const paid = reservedSale();
    paid.does(awaiting(paid, DAYS_MS));
    paid.nowMs += DAYS_MS - 1;
    expect(paid.does({ type: "confirm", bookingId: B1, paymentId: P1 }).deadlineMs).toBeNull();
    const refused = reservedSale();
    refused.does(awaiting(refused, DAYS_MS));
    const deadlineMs = refused.nowMs + CONFIG.holdTtlMs;
    expect(refused.does({ type: "reopen", bookingId: B1, paymentId: P1 })).toMatchObject({
      status: "created",
      deadlineMs,
    });
  });

  it("leaves a booking alone that this payment has confirmed", () => {
    const sale = paidSale();
    expect(sale.ask(awaiting(sale, DAYS_MS))).toMatchObject({
      result: { value: { status: "confirmed", deadlineMs: null } },
      replayed: true,
    });
  });

  it.each([
    ["tidied", 1],
    ["not tidied", 0],
  ])("takes the same seats again after the deadline when they are free (%s)", (_, tidied) => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    expect(sale.tidy(tidied)).toBe(tidied);
    const again = sale.does(awaiting(sale, DAYS_MS));
    expect(again).toMatchObject({ status: "pending_payment", seats: [{ seat: 0 }, { seat: 1 }], totalMinor: 2_000 });
    expect(sale.state.bookings.get(B1)?.endedAtMs).toBeNull();
    expect(statusOf(sale, 1)).toBe(RESERVED);
  });

  it("is refused after the deadline when a seat is somebody else's", () => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [1] });
    expect(sale.refuses(awaiting(sale, DAYS_MS))).toMatchObject({
      reason: "seats_gone",
      obstacle: "seat_taken",
      seat: 1,
    });
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("is refused after the deadline when the buyer has filled his limit meanwhile (I8)", () => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN, seats: [2, 3, 4] });
    expect(sale.refuses(awaiting(sale, DAYS_MS))).toMatchObject({
      reason: "seats_gone",
      obstacle: "buyer_limit_reached",
    });
  });
});

describe("awaiting money is refused, in this order,", () => {
  it("for a booking that there is not", () => {
    const sale = reservedSale();
    expect(sale.refuses({ ...awaiting(sale, 1, P2), bookingId: B2 })).toEqual({ reason: "booking_not_found" });
  });

  it("for one that is cancelled or refunded, whatever payment it had", () => {
    const cancelled = reservedSale();
    cancelled.does({ type: "cancel", bookingId: B1, buyerId: ANN });
    expect(cancelled.refuses(awaiting(cancelled, 1, P2))).toEqual({ reason: "booking_cancelled" });
    const refunded = paidSale();
    refunded.does({ type: "revoke", bookingId: B1 });
    expect(refunded.refuses(awaiting(refunded, 1, P2))).toEqual({ reason: "booking_refunded" });
  });

  it("for another payment than the booking's, also when the event is cancelled", () => {
    for (const sale of [reservedSale(), paidSale(), saleWithBooking({ seats: [0] })]) {
      sale.setCancelled(true);
      expect(sale.refuses(awaiting(sale, 1, P2))).toEqual({ reason: "payment_superseded" });
    }
  });

  it("for an event that is cancelled, expired or not", () => {
    const sale = reservedSale();
    sale.setCancelled(true);
    expect(sale.refuses(awaiting(sale, DAYS_MS))).toEqual({ reason: "event_cancelled" });
    sale.nowMs += CONFIG.paymentTtlMs;
    expect(sale.refuses(awaiting(sale, -1))).toEqual({ reason: "event_cancelled" });
  });

  it("for one that has expired when the money's time is over too, before its seats are looked for", () => {
    const sale = reservedSale();
    sale.nowMs += CONFIG.paymentTtlMs;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [1] });
    expect(sale.refuses(awaiting(sale, 0))).toEqual({ reason: "booking_expired" });
    expect(sale.refuses(awaiting(sale, 1)).reason).toBe("seats_gone");
  });
});
