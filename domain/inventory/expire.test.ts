import { describe, expect, it } from "vitest";
import { applyBooking, forgetBooking } from "./apply.ts";
import { expireDue, nextDeadlineMs } from "./expire.ts";
import { nextRetirementMs, retired } from "./retire.ts";
import { ANN, BEN, bookingId, CLEO, CONFIG, newRequest, paymentId, Sale } from "./testing/sale.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const HOUR_MS = 3_600_000;

/** Three bookings; the second was opened first. */
function threeHolds(): Sale {
  const sale = new Sale();
  sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [1] });
  sale.nowMs += 10;
  sale.does({ type: "create_booking", bookingId: B3, buyerId: CLEO, seats: [2] });
  sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0] });
  return sale;
}

describe("expiring what is due", () => {
  it("takes the earliest first, equal ones by id, and no more than asked", () => {
    const sale = threeHolds();
    sale.nowMs += CONFIG.holdTtlMs;
    expect(expireDue(sale.state, sale.nowMs, 10).map(({ id }) => id)).toEqual([B2, B1, B3]);
    expect(expireDue(sale.state, sale.nowMs, 2).map(({ id }) => id)).toEqual([B2, B1]);
    expect(expireDue(sale.state, sale.nowMs, 0)).toEqual([]);
  });

  it("ends a booking at its deadline, however late that is noticed", () => {
    const sale = threeHolds();
    const deadlineMs = nextDeadlineMs(sale.state) ?? 0;
    const [first] = expireDue(sale.state, deadlineMs + HOUR_MS, 1);
    expect(first).toMatchObject({ id: B2, status: "expired", endedAtMs: deadlineMs, deadlineMs: null, version: 2 });
  });

  it("leaves alone what was paid, cancelled, or got a later deadline", () => {
    const sale = threeHolds();
    sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: paymentId(1) });
    sale.does({ type: "cancel", bookingId: B2, buyerId: BEN });
    sale.does({ type: "checkout", bookingId: B3, buyerId: CLEO, paymentId: paymentId(3) });
    sale.does({ type: "confirm", bookingId: B3, paymentId: paymentId(3) });
    expect(expireDue(sale.state, sale.nowMs + CONFIG.holdTtlMs, 10)).toEqual([]);
    expect(nextDeadlineMs(sale.state)).toBe(sale.nowMs + CONFIG.paymentTtlMs);
  });

  it("expires a booking once though its deadline came up twice", () => {
    const sale = new Sale({ paymentTtlMs: CONFIG.holdTtlMs });
    sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0] });
    const payment = paymentId(1);
    sale.nowMs += 1;
    sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: payment });
    sale.does({ type: "confirm", bookingId: B1, paymentId: payment });
    sale.does({ type: "reopen", bookingId: B1, paymentId: payment, evenIfConfirmed: true });
    sale.nowMs += CONFIG.holdTtlMs;
    expect(expireDue(sale.state, sale.nowMs, 10)).toHaveLength(1);
  });

  it("knows of no deadline when nothing is open", () => {
    expect(nextDeadlineMs(new Sale().state)).toBeUndefined();
  });
});

describe("forgetting what ended", () => {
  function endedSale(): Sale {
    const sale = threeHolds();
    sale.does({ type: "cancel", bookingId: B1, buyerId: ANN });
    sale.nowMs += CONFIG.holdTtlMs;
    sale.tidy(10);
    return sale;
  }

  it("waits until no answer is remembered any more, and until the booking may be forgotten", () => {
    const sale = endedSale();
    const everything = (): boolean => true;
    const dueMs = nextRetirementMs(sale.state) ?? 0;
    expect(retired(sale.state, dueMs - 1, 10, everything)).toEqual([]);
    expect(retired(sale.state, dueMs + HOUR_MS, 10, everything)).toEqual([B1, B2, B3]);
    expect(retired(sale.state, dueMs + HOUR_MS, 2, everything)).toEqual([B1, B2]);
    expect(retired(sale.state, dueMs + HOUR_MS, 10, (id) => id !== B2)).toEqual([B1, B3]);
  });

  it("leaves no trace of the booking", () => {
    const sale = endedSale();
    for (const id of [B1, B2, B3]) forgetBooking(sale.state, id);
    const { bookings, holdingOf, endedOf } = sale.state;
    expect([bookings.size, holdingOf.size, endedOf.size]).toEqual([0, 0, 0]);
    expect(nextRetirementMs(sale.state)).toBeUndefined();
  });

  it("keeps a key that another booking has used since", () => {
    const sale = new Sale();
    const repeat = newRequest();
    sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, repeat });
    sale.does({ type: "cancel", bookingId: B1, buyerId: ANN });
    sale.nowMs += 25 * HOUR_MS;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN, repeat });
    forgetBooking(sale.state, B1);
    expect(sale.ask({ type: "create_booking", bookingId: B3, buyerId: ANN, repeat })).toMatchObject({ replayed: true });
  });

  it("never forgets a booking that holds seats", () => {
    const sale = threeHolds();
    expect(() => forgetBooking(sale.state, B1)).toThrow("holds items");
  });

  it("never offers a paid or refunded booking", () => {
    const sale = new Sale();
    sale.does({ type: "buy", bookingId: B1, buyerId: ANN, seats: [0], paymentId: paymentId(1) });
    const [due] = expireDue(sale.state, sale.nowMs + CONFIG.paymentTtlMs, 1);
    if (due !== undefined) applyBooking(sale.state, due);
    sale.does({ type: "confirm", bookingId: B1, paymentId: paymentId(1) });
    sale.does({ type: "revoke", bookingId: B1 });
    expect(retired(sale.state, sale.nowMs + 1000 * HOUR_MS, 10, () => true)).toEqual([]);
  });
});
