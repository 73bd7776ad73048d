import { describe, expect, it } from "vitest";
import { ANN, BEN, CONFIG, Sale, bookingId } from "./testing/sale.ts";
import { paidSale, saleWithBooking, statusOf } from "./testing/scenes.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const [FREE, SELECTED] = [0, 1];

describe("creating a booking", () => {
  it("holds seats and places at today's prices until the hold's end", () => {
    const sale = new Sale();
    const places = [{ area: 0, count: 2 }];
    expect(sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0, 6], places })).toEqual({
      id: B1,
      eventId: CONFIG.eventId,
      buyerId: ANN,
      status: "created",
      seats: [
        { seat: 0, priceMinor: 1000 },
        { seat: 6, priceMinor: 5000 },
      ],
      places: [{ area: 0, count: 2, priceMinor: 2000 }],
      totalMinor: 10_000,
      currency: "eur",
      deadlineMs: sale.nowMs + CONFIG.holdTtlMs,
      paymentId: null,
      createdAtMs: sale.nowMs,
      version: 1,
    });
    expect(statusOf(sale, 0)).toBe(SELECTED);
  });

  it("counts a seat that is named twice once, and adds up places of the same area", () => {
    const places = [
      { area: 0, count: 1 },
      { area: 0, count: 1 },
    ];
    const booking = new Sale().does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [3, 3], places });
    expect(booking.seats).toEqual([{ seat: 3, priceMinor: 1000 }]);
    expect(booking.places).toEqual([{ area: 0, count: 2, priceMinor: 2000 }]);
  });

  it("is possible from the first to before the last instant of the sale", () => {
    const sale = new Sale({ saleFromMs: 2_000_000, saleUntilMs: 3_000_000 });
    const open = { type: "create_booking", buyerId: ANN } as const;
    sale.nowMs = 1_999_999;
    expect(sale.refuses({ ...open, bookingId: B1 })).toEqual({ reason: "event_not_on_sale" });
    sale.nowMs = 2_000_000;
    sale.does({ ...open, bookingId: B1 });
    sale.nowMs = 3_000_000;
    expect(sale.refuses({ ...open, bookingId: B2 })).toEqual({ reason: "event_not_on_sale" });
    expect(sale.refuses({ type: "select", bookingId: B1, buyerId: ANN })).toEqual({ reason: "event_not_on_sale" });
  });

  it("is refused beyond the number of open bookings, and possible again when one has ended", () => {
    const sale = saleWithBooking({});
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN });
    const third = { type: "create_booking", bookingId: B3, buyerId: ANN } as const;
    expect(sale.refuses(third)).toEqual({ reason: "too_many_open_bookings", limit: 2 });
    sale.nowMs += CONFIG.holdTtlMs;
    sale.does(third);
  });

  it("is refused to a buyer who has had a thousand bookings that are not forgotten yet", () => {
    const sale = new Sale();
    for (let n = 0; n < 1000; n++) {
      sale.does({ type: "create_booking", bookingId: bookingId(n), buyerId: ANN });
      sale.does({ type: "cancel", bookingId: bookingId(n), buyerId: ANN });
    }
    const next = { type: "create_booking", bookingId: bookingId(1000) } as const;
    const refusal = sale.refuses({ ...next, buyerId: ANN });
    expect(refusal).toEqual({ reason: "too_many_open_bookings", limit: 1000, ended: 1000 });
    sale.does({ ...next, buyerId: BEN });
  });

  it("takes nothing when one of the items cannot be had", () => {
    const sale = saleWithBooking({ seats: [0] });
    const refusal = sale.refuses({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [5, 0] });
    expect(refusal).toEqual({ reason: "seat_taken", seat: 0, heldUntilMs: sale.nowMs + CONFIG.holdTtlMs });
    expect(statusOf(sale, 5)).toBe(FREE);
    expect(sale.state.bookings.has(B2)).toBe(false);
  });
});

describe("items that cannot be had", () => {
  const open = { type: "create_booking", bookingId: B2, buyerId: BEN } as const;

  it.each([
    ["a seat that is not in the plan", { seats: [10] }, { reason: "seat_not_found", seat: 10 }],
    ["a seat index that is none", { seats: [-1] }, { reason: "seat_not_found", seat: -1 }],
    ["an area that is not in the plan", { places: [{ area: 1, count: 1 }] }, { reason: "area_not_found", area: 1 }],
    ["no places", { places: [{ area: 0, count: 0 }] }, { reason: "validation_failed", area: 0, count: 0 }],
    ["fewer than no places", { places: [{ area: 0, count: -3 }] }, { reason: "validation_failed", area: 0, count: -3 }],
    ["part of a place", { places: [{ area: 0, count: 0.5 }] }, { reason: "validation_failed", area: 0, count: 0.5 }],
    [
      "more than a command may name",
      { seats: Array<number>(501).fill(2) },
      { reason: "validation_failed", named: 501, limit: 500 },
    ],
    ["a blocked seat", { seats: [9] }, { reason: "seat_blocked", seat: 9 }],
    ["a sold seat, without a time", { seats: [2, 1] }, { reason: "seat_taken", seat: 1 }],
    ["more than the buyer's limit", { seats: [2, 3, 4, 5, 6] }, { reason: "buyer_limit_reached", limit: 4, held: 0 }],
  ])("%s: refused with the evidence", (_, items, refusal) => {
    expect(paidSale().refuses({ ...open, ...items })).toEqual(refusal);
  });

  it("more places than are left: refused with how many are left", () => {
    const sale = saleWithBooking({ places: [{ area: 0, count: 3, priceMinor: 0 }] });
    const refusal = sale.refuses({ ...open, places: [{ area: 0, count: 3 }] });
    expect(refusal).toEqual({ reason: "sold_out", area: 0, left: 2 });
  });

  it("the limit counts seats and places over all bookings, paid ones too, but not ended ones (I8)", () => {
    const sale = paidSale();
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN, places: [{ area: 0, count: 1 }] });
    const more = { type: "select", bookingId: B2, buyerId: ANN, seats: [4, 5] } as const;
    expect(sale.refuses(more)).toEqual({ reason: "buyer_limit_reached", limit: 4, held: 3 });
    sale.does({ type: "revoke", bookingId: B1 });
    sale.does(more);
  });
});
