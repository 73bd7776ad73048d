import { describe, expect, it } from "vitest";
import { applyBooking } from "./apply.ts";
import { ANN, BEN, CONFIG, Sale, bookingId } from "./testing/sale.ts";
import { saleWithBooking, statusOf } from "./testing/scenes.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const [FREE, SELECTED] = [0, 1];

describe("selecting", () => {
  it("adds to the booking and leaves its clock alone", () => {
    const sale = saleWithBooking({ seats: [0] });
    const deadlineMs = sale.nowMs + CONFIG.holdTtlMs;
    sale.nowMs += 60_000;
    const booking = sale.does({
      type: "select",
      bookingId: B1,
      buyerId: ANN,
      seats: [1],
      places: [{ area: 0, count: 1 }],
    });
    expect(booking).toMatchObject({ totalMinor: 4000, deadlineMs, version: 2 });
    expect(booking.seats.map(({ seat }) => seat)).toEqual([0, 1]);
  });

  it("changes nothing for a seat that the booking holds already", () => {
    const sale = saleWithBooking({ seats: [0] });
    expect(sale.does({ type: "select", bookingId: B1, buyerId: ANN, seats: [0] }).version).toBe(1);
  });

  it("keeps the first price of an area when the price has changed since", () => {
    const sale = saleWithBooking({ places: [{ area: 0, count: 1, priceMinor: 0 }] });
    const dearer = new Sale({ categories: CONFIG.categories.map((category) => ({ ...category, priceMinor: 9000 })) });
    for (const booking of sale.state.bookings.values()) applyBooking(dearer.state, booking);
    const booking = dearer.does({
      type: "select",
      bookingId: B1,
      buyerId: ANN,
      seats: [0],
      places: [{ area: 0, count: 1 }],
    });
    expect(booking.places).toEqual([{ area: 0, count: 2, priceMinor: 2000 }]);
    expect(booking.seats).toEqual([{ seat: 0, priceMinor: 9000 }]);
  });

  it("takes over what a hold gives up at its deadline, not one millisecond before", () => {
    const sale = saleWithBooking({ seats: [0] });
    sale.nowMs += CONFIG.holdTtlMs - 1;
    const take = { type: "create_booking", bookingId: B2, buyerId: BEN, seats: [0] } as const;
    expect(sale.refuses(take).reason).toBe("seat_taken");
    sale.nowMs += 1;
    expect(statusOf(sale, 0)).toBe(FREE);
    sale.does(take);
    expect(sale.state.bookings.get(B1)?.status).toBe("expired");
  });

  it("takes over places of holds that are due, and leaves due holds in peace that are not in the way", () => {
    const sale = saleWithBooking({ places: [{ area: 0, count: 2, priceMinor: 0 }] });
    sale.nowMs += 1;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, places: [{ area: 0, count: 2 }] });
    sale.nowMs += CONFIG.holdTtlMs;
    sale.does({ type: "create_booking", bookingId: B3, buyerId: ANN, places: [{ area: 0, count: 3 }] });
    expect(sale.state.bookings.get(B1)?.status).toBe("expired");
    expect(sale.state.bookings.get(B2)?.status).toBe("created");
  });
});

describe("releasing", () => {
  it("gives back what is named and nothing else", () => {
    const sale = saleWithBooking({ seats: [0, 1], places: [{ area: 0, count: 2, priceMinor: 0 }] });
    const booking = sale.does({
      type: "release",
      bookingId: B1,
      buyerId: ANN,
      seats: [0],
      places: [{ area: 0, count: 1 }],
    });
    expect(booking).toMatchObject({ seats: [{ seat: 1 }], places: [{ area: 0, count: 1 }], totalMinor: 3000 });
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("finds the buyer's booking by its first seat", () => {
    const sale = saleWithBooking({ seats: [0, 1] });
    expect(sale.does({ type: "release", bookingId: null, buyerId: ANN, seats: [1] }).id).toBe(B1);
  });

  it.each([
    ["a seat that it does not hold", B1, ANN, { seats: [0, 5] }, { reason: "seat_not_held", seat: 5 }],
    [
      "more places than it holds",
      B1,
      ANN,
      { places: [{ area: 0, count: 3 }] },
      { reason: "places_not_held", area: 0, held: 2 },
    ],
    ["somebody else's booking", B1, BEN, { seats: [0] }, { reason: "booking_not_found" }],
    ["somebody else's seat", null, BEN, { seats: [0] }, { reason: "seat_not_held", seat: 0 }],
    ["a free seat", null, ANN, { seats: [5] }, { reason: "seat_not_held", seat: 5 }],
    ["an unknown seat", null, ANN, { seats: [50] }, { reason: "seat_not_found", seat: 50 }],
    ["neither booking nor seat", null, ANN, {}, { reason: "booking_not_found" }],
  ])("%s: refused", (_, booking, buyerId, items, refusal) => {
    const sale = saleWithBooking({ seats: [0], places: [{ area: 0, count: 2, priceMinor: 0 }] });
    expect(sale.refuses({ type: "release", bookingId: booking, buyerId, ...items })).toEqual(refusal);
    expect(statusOf(sale, 0)).toBe(SELECTED);
  });

  it("does not find a seat of a hold that is over", () => {
    const sale = saleWithBooking({ seats: [0] });
    sale.nowMs += CONFIG.holdTtlMs;
    const refusal = sale.refuses({ type: "release", bookingId: null, buyerId: ANN, seats: [0] });
    expect(refusal).toEqual({ reason: "seat_not_held", seat: 0 });
  });
});
