import { describe, expect, it } from "vitest";
import { ANN, BEN, CONFIG, Sale, bookingId, paymentId } from "./testing/sale.ts";
import { paidSale, reservedSale, saleWithBooking, statusOf } from "./testing/scenes.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];
const [P1, P2] = [paymentId(1), paymentId(2)];
const [FREE, SELECTED, RESERVED] = [0, 1, 2];

describe("checking out", () => {
  it("reserves until the payment deadline, also after the sale has ended", () => {
    const sale = new Sale({ saleUntilMs: 1_000_001 });
    sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0] });
    sale.nowMs += 1000;
    expect(sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 })).toMatchObject({
      status: "pending_payment",
      paymentId: P1,
      deadlineMs: sale.nowMs + CONFIG.paymentTtlMs,
    });
    expect(statusOf(sale, 0)).toBe(RESERVED);
  });

  it("answers with the payment under way when asked again", () => {
    const sale = reservedSale();
    const again = sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 });
    expect(again).toMatchObject({ status: "pending_payment", paymentId: P1, version: 2 });
  });

  it("is refused for an empty booking", () => {
    const refusal = saleWithBooking({}).refuses({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
    expect(refusal).toEqual({ reason: "booking_empty" });
  });

  it("is possible in one call with the booking, or nothing happens", () => {
    const sale = new Sale();
    const buy = { type: "buy", bookingId: B1, paymentId: P1, buyerId: ANN } as const;
    expect(sale.refuses(buy)).toEqual({ reason: "booking_empty" });
    expect(sale.state.bookings.size).toBe(0);
    expect(sale.does({ ...buy, places: [{ area: 0, count: 2 }] })).toMatchObject({
      status: "pending_payment",
      paymentId: P1,
      version: 1,
    });
  });
});

describe("a booking's status decides what may be done to it", () => {
  const ended = {
    pending_payment: reservedSale,
    confirmed: paidSale,
    expired: () => {
      const sale = saleWithBooking({ seats: [0] });
      sale.nowMs += CONFIG.holdTtlMs;
      return sale;
    },
    cancelled: () => {
      const sale = saleWithBooking({ seats: [0] });
      sale.does({ type: "cancel", bookingId: B1, buyerId: ANN });
      return sale;
    },
    refunded: () => {
      const sale = paidSale();
      sale.does({ type: "revoke", bookingId: B1 });
      return sale;
    },
  };

  for (const [status, saleIn] of Object.entries(ended)) {
    it(`${status}: neither select nor release`, () => {
      const refusal = { reason: `booking_${status}` };
      expect(saleIn().refuses({ type: "select", bookingId: B1, buyerId: ANN, seats: [5] })).toEqual(refusal);
      expect(saleIn().refuses({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] })).toEqual(refusal);
    });
  }

  for (const status of ["confirmed", "expired", "cancelled", "refunded"] as const) {
    it(`${status}: no checkout`, () => {
      const refusal = ended[status]().refuses({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 });
      expect(refusal).toEqual({ reason: `booking_${status}` });
    });
  }

  for (const status of ["confirmed", "expired", "refunded"] as const) {
    it(`${status}: no cancelling`, () => {
      expect(ended[status]().refuses({ type: "cancel", bookingId: B1, buyerId: ANN })).toEqual({
        reason: `booking_${status}`,
      });
    });
  }

  for (const status of ["pending_payment", "expired", "cancelled"] as const) {
    it(`${status}: nothing to revoke`, () => {
      expect(ended[status]().refuses({ type: "revoke", bookingId: B1 })).toEqual({ reason: `booking_${status}` });
    });
  }

  it("created: nothing to revoke either", () => {
    expect(saleWithBooking({}).refuses({ type: "revoke", bookingId: B1 })).toEqual({ reason: "payment_not_found" });
  });

  it("nobody but its buyer sees it", () => {
    const sale = saleWithBooking({ seats: [0] });
    for (const command of [
      { type: "select", bookingId: B1, buyerId: BEN, seats: [1] },
      { type: "checkout", bookingId: B1, buyerId: BEN, paymentId: P1 },
      { type: "cancel", bookingId: B1, buyerId: BEN },
      { type: "confirm", bookingId: B2, paymentId: P1 },
      { type: "reopen", bookingId: B2, paymentId: P1 },
      { type: "revoke", bookingId: B2 },
    ] as const) {
      expect(sale.refuses(command)).toEqual({ reason: "booking_not_found" });
    }
  });
});

describe("cancelling", () => {
  it.each([
    ["created", () => saleWithBooking({ seats: [0, 1] })],
    ["pending_payment", reservedSale],
  ])("frees what a %s booking held and says what it cost", (_, saleIn) => {
    const sale = saleIn();
    expect(sale.does({ type: "cancel", bookingId: B1, buyerId: ANN })).toMatchObject({
      status: "cancelled",
      seats: [],
      totalMinor: 2000,
      deadlineMs: null,
    });
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("changes nothing the second time", () => {
    const sale = saleWithBooking({});
    const first = sale.does({ type: "cancel", bookingId: B1, buyerId: ANN });
    expect(sale.does({ type: "cancel", bookingId: B1, buyerId: ANN })).toEqual(first);
  });
});

describe("reopening", () => {
  it("makes a booking payable again, held no longer than the payment was allowed to take", () => {
    const sale = reservedSale();
    const paymentDeadlineMs = sale.nowMs + CONFIG.paymentTtlMs;
    sale.nowMs = paymentDeadlineMs - 1000;
    const reopened = sale.does({ type: "reopen", bookingId: B1, paymentId: P1 });
    expect(reopened).toMatchObject({ status: "created", paymentId: null, deadlineMs: paymentDeadlineMs });
    expect(sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 }).paymentId).toBe(P2);
  });

  it("leaves a confirmed booking alone: the news of the payment's end was older", () => {
    const sale = paidSale();
    expect(sale.does({ type: "reopen", bookingId: B1, paymentId: P1 }).status).toBe("confirmed");
  });

  it("holds a confirmed booking whose capture was refused for a hold's time", () => {
    const sale = paidSale();
    const reopened = sale.does({ type: "reopen", bookingId: B1, paymentId: P1, evenIfConfirmed: true });
    expect(reopened).toMatchObject({ status: "created", deadlineMs: sale.nowMs + CONFIG.holdTtlMs });
    expect(statusOf(sale, 0)).toBe(SELECTED);
  });

  it("leaves a booking alone that has another payment", () => {
    const sale = reservedSale();
    expect(sale.does({ type: "reopen", bookingId: B1, paymentId: P2 })).toMatchObject({
      status: "pending_payment",
      version: 2,
    });
  });
});

describe("revoking", () => {
  it("frees the seats, once", () => {
    const sale = paidSale();
    const first = sale.does({ type: "revoke", bookingId: B1 });
    expect(first).toMatchObject({ status: "refunded", seats: [], totalMinor: 2000 });
    expect(statusOf(sale, 0)).toBe(FREE);
    expect(sale.does({ type: "revoke", bookingId: B1 })).toEqual(first);
  });
});
