import { describe, expect, it } from "vitest";
import type { BookingSnapshot } from "../contract/event-object.ts";
import { applyBooking } from "./apply.ts";
import { availability } from "./availability.ts";
import { decide } from "./decide.ts";
import { MAX_REMEMBERED_CHANGES, REMEMBER_MS } from "./remembered-answer.ts";
import { ANN, BEN, bookingId, CONFIG, newRequest, paymentId, Sale } from "./testing/sale.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const [P1, P2] = [paymentId(1), paymentId(2)];

function saleWithBooking(items: {
  readonly seats?: readonly number[];
  readonly places?: BookingSnapshot["places"];
}): Sale {
  const sale = new Sale();
  sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, ...items });
  return sale;
}

function reservedSale(): Sale {
  const sale = saleWithBooking({ seats: [0, 1] });
  sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
  return sale;
}

function paidSale(): Sale {
  const sale = reservedSale();
  sale.does({ type: "confirm", bookingId: B1, paymentId: P1 });
  return sale;
}

function statusOf(sale: Sale, seat: number): number | undefined {
  return availability(sale.state, sale.nowMs).seatStatuses[seat];
}

const [FREE, SELECTED, RESERVED, SOLD, BLOCKED] = [0, 1, 2, 3, 4];

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

describe("reopening", () => {
  it("makes a booking payable again, held no longer than the payment was allowed to take", () => {
    const sale = reservedSale();
    const paymentDeadlineMs = sale.nowMs + CONFIG.paymentTtlMs;
    sale.nowMs = paymentDeadlineMs - 1000;
    const reopened = sale.does({ type: "reopen", bookingId: B1, paymentId: P1 });
    expect(reopened).toMatchObject({ status: "created", paymentId: null, deadlineMs: paymentDeadlineMs });
    expect(sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 }).paymentId).toBe(P2);
  });

  it("holds a confirmed booking whose capture was refused for a hold's time", () => {
    const sale = paidSale();
    const reopened = sale.does({ type: "reopen", bookingId: B1, paymentId: P1 });
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

describe("a repeated request (I4)", () => {
  it("gets its first answer, whatever happened since", () => {
    const sale = saleWithBooking({});
    const repeat = newRequest();
    const command = { type: "select", bookingId: B1, buyerId: ANN, seats: [0], repeat } as const;
    const first = sale.ask(command);
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
    sale.nowMs += CONFIG.holdTtlMs;
    expect(sale.ask(command)).toEqual({ result: first.result, replayed: true });
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("is refused when its body is another one, also when that names another booking", () => {
    const sale = saleWithBooking({});
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN });
    const { scope } = newRequest();
    sale.does({ type: "select", bookingId: B1, buyerId: ANN, seats: [0], repeat: { scope, fingerprint: "one" } });
    const other = {
      type: "select",
      bookingId: B2,
      buyerId: ANN,
      seats: [1],
      repeat: { scope, fingerprint: "two" },
    } as const;
    expect(sale.refuses(other)).toEqual({ reason: "idempotency_key_reused" });
  });

  it("is decided anew when it was refused", () => {
    const sale = saleWithBooking({ seats: [0] });
    const command = { type: "create_booking", bookingId: B2, buyerId: BEN, seats: [0], repeat: newRequest() } as const;
    expect(sale.refuses(command).reason).toBe("seat_taken");
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
    sale.does(command);
  });

  it("is remembered for 24 hours to the millisecond", () => {
    const sale = new Sale({ holdTtlMs: 3 * REMEMBER_MS });
    sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN });
    const command = { type: "select", bookingId: B1, buyerId: ANN, seats: [0], repeat: newRequest() } as const;
    sale.does(command);
    sale.nowMs += REMEMBER_MS;
    expect(sale.ask(command).replayed).toBe(true);
    sale.nowMs += 1;
    expect(sale.ask(command).replayed).toBe(false);
  });

  it("is remembered for so many changes of a booking, and checkout and cancel remain possible", () => {
    const sale = saleWithBooking({ seats: [5] });
    const toggle = (n: number) =>
      ({ type: n % 2 === 0 ? "select" : "release", bookingId: B1, buyerId: ANN, seats: [0] }) as const;
    for (let n = 0; n < MAX_REMEMBERED_CHANGES; n++) sale.does(toggle(n));
    const tooMany = { reason: "too_many_changes", limit: MAX_REMEMBERED_CHANGES };
    expect(sale.refuses(toggle(0))).toEqual(tooMany);
    expect(sale.refuses(toggle(1))).toEqual(tooMany);
    sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
    sale.does({ type: "cancel", bookingId: B1, buyerId: ANN });
  });

  it("cannot make a booking's row grow without end by asking for its payment again and again", () => {
    const sale = reservedSale();
    for (let n = 0; n < 100; n++) sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 });
    expect(sale.state.bookings.get(B1)?.answers.list.length).toBeLessThan(20);
  });
});

describe("a bug", () => {
  it("throws and changes nothing when a command is of no known type", () => {
    const sale = new Sale();
    const nonsense = { type: "nonsense" } as unknown as Parameters<Sale["run"]>[0];
    expect(() => sale.run(nonsense)).toThrow("unknown command");
    expect(sale.state.version).toBe(0);
  });

  it("throws rather than take a seat from its owner (I1)", () => {
    const sale = saleWithBooking({ seats: [0] });
    const stolen = decide(
      new Sale().state,
      { type: "create_booking", bookingId: B2, buyerId: BEN, seats: [0], places: [], repeat: newRequest() },
      sale.nowMs,
    );
    expect(() => stolen.changes.forEach((booking) => applyBooking(sale.state, booking))).toThrow("belongs to");
  });

  it("shows blocked seats as blocked, always", () => {
    expect(statusOf(paidSale(), 9)).toBe(BLOCKED);
  });
});
