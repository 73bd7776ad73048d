import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paperHouse } from "../best-available/testing/paper-house.ts";
import type { BookingSnapshot, CommandAnswer } from "../contract/event-object.ts";
import type { Booking } from "./booking.ts";
import { replay } from "./replay.ts";
import { stateHash } from "./state-hash.ts";
import { ANN, BEN, bookingId, CLEO, paymentId, Sale } from "./testing/sale.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const P1 = paymentId(1);

/** Seats 0–3 and 4–7 in two rows of the stalls at 50.00, 8–10 in the balcony at 20.00, 11–12 accessible at 50.00. */
const HOUSE = paperHouse({ Stalls: ["ssss", "ssss"], Balcony: ["bbb"], Boxes: ["w|w"] }).config;
const STANDING = [{ name: "Standing", category: 1, capacity: 2 }];

interface Items {
  readonly seats?: readonly number[];
  readonly places?: readonly { readonly area: number; readonly count: number }[];
}

/** Ann's payment for these has come to nothing in time; since then others have taken what is named second. */
function lateSale(own: Items, taken: Items, config: Partial<typeof HOUSE> = {}): Sale {
  const sale = new Sale({ ...HOUSE, areas: STANDING, ...config });
  sale.does({ type: "buy", bookingId: B1, buyerId: ANN, paymentId: P1, ...own });
  sale.nowMs += HOUSE.paymentTtlMs;
  sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, ...taken });
  return sale;
}

function confirm(sale: Sale): CommandAnswer["result"] {
  return sale.ask({ type: "confirm", bookingId: B1, paymentId: P1, acceptsEqualSeats: true }).result;
}

function confirmed(sale: Sale): BookingSnapshot {
  const result = confirm(sale);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  expect(result.value.status).toBe("confirmed");
  return result.value;
}

function seatsOf({ seats }: BookingSnapshot): readonly number[] {
  return seats.map(({ seat }) => seat);
}

describe("late money of a buyer who has agreed to equal seats", () => {
  it("buys the same seats where they are free", () => {
    expect(seatsOf(confirmed(lateSale({ seats: [1, 2] }, { seats: [0] })))).toEqual([1, 2]);
  });

  it("buys the best of the same category together where one of them is gone", () => {
    const sale = lateSale({ seats: [1, 2] }, { seats: [1] });
    expect(seatsOf(confirmed(sale))).toEqual([2, 3]);
    // From then on it is as any other confirmed booking.
    expect(confirm(sale)).toMatchObject({ ok: true, value: { seats: [{ seat: 2 }, { seat: 3 }], version: 3 } });
  });

  it("is refused without that agreement, and says what is missing", () => {
    const sale = lateSale({ seats: [1, 2] }, { seats: [1] });
    const refusal = sale.refuses({ type: "confirm", bookingId: B1, paymentId: P1 });
    expect(refusal).toMatchObject({ reason: "seats_gone", obstacle: "seat_taken", seat: 1 });
  });

  it("keeps the seats of a category that are free, and changes the others", () => {
    const booking = confirmed(lateSale({ seats: [8, 9, 5] }, { seats: [8], places: [] }));
    expect(booking.seats).toEqual([
      { seat: 9, priceMinor: 2_000 },
      { seat: 10, priceMinor: 2_000 },
      { seat: 5, priceMinor: 5_000 },
    ]);
  });

  it("gets an accessible seat for an accessible one, and no other", () => {
    expect(seatsOf(confirmed(lateSale({ seats: [11] }, { seats: [11] })))).toEqual([12]);
    expect(confirm(lateSale({ seats: [11] }, { seats: [11, 12] }))).toMatchObject({
      refusal: { reason: "seats_gone" },
    });
    const isFull = lateSale({ seats: [0] }, { seats: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect(confirm(isFull)).toMatchObject({ refusal: { reason: "seats_gone" } });
  });

  it("is not torn apart", () => {
    const isolated = lateSale({ seats: [0, 1] }, { seats: [1, 2, 4, 6] });
    expect(confirm(isolated)).toMatchObject({ refusal: { reason: "seats_gone", seat: 1 } });
    const wasApart = lateSale({ seats: [0, 2] }, { seats: [2, 1, 4, 6] });
    expect(seatsOf(confirmed(wasApart)).toSorted((a, b) => a - b)).toEqual([0, 3]);
  });

  it("pays what was authorised when seats are cheaper by now, and gets none that are dearer", () => {
    const cheaper = lateSale({ seats: [1, 2] }, { seats: [1] });
    cheaper.reconfigure({ categories: HOUSE.categories.map((each) => ({ ...each, priceMinor: 100 })) });
    expect(confirmed(cheaper)).toMatchObject({
      seats: [{ priceMinor: 5_000 }, { priceMinor: 5_000 }],
      totalMinor: 10_000,
    });
    const dearer = lateSale({ seats: [1, 2] }, { seats: [1] });
    dearer.reconfigure({ categories: HOUSE.categories.map((each) => ({ ...each, priceMinor: 5_001 })) });
    expect(confirm(dearer)).toMatchObject({ refusal: { reason: "seats_gone" } });
  });

  it("gets places of the same area, or nothing", () => {
    const places = (count: number) => [{ area: 0, count }];
    const fits = lateSale({ seats: [1], places: places(1) }, { seats: [1], places: places(1) });
    expect(confirmed(fits)).toMatchObject({ places: [{ area: 0, count: 1 }], totalMinor: 7_000 });
    const isFull = lateSale({ seats: [1], places: places(1) }, { places: places(2) });
    expect(confirm(isFull)).toMatchObject({ refusal: { reason: "seats_gone", obstacle: "sold_out" } });
  });

  it("gets seats instead of those that the organiser has blocked meanwhile", () => {
    const sale = lateSale({ seats: [1, 2] }, {});
    sale.reconfigure({ blockedSeats: [2] });
    expect(seatsOf(confirmed(sale))).toEqual([0, 1]);
  });

  it("stays within the limit of its buyer (I8)", () => {
    const sale = lateSale({ seats: [1, 2] }, { seats: [1] }, { maxPerBuyer: 2 });
    sale.does({ type: "create_booking", bookingId: B3, buyerId: ANN, seats: [8] });
    expect(confirm(sale)).toMatchObject({ refusal: { reason: "seats_gone", obstacle: "buyer_limit_reached" } });
  });

  it("takes what other holds give up at their deadline (I6)", () => {
    const sale = lateSale({ seats: [1, 2] }, { seats: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect(confirm(sale).ok).toBe(false);
    sale.nowMs += HOUSE.holdTtlMs;
    expect(seatsOf(confirmed(sale))).toEqual([1, 2]);
    expect(sale.state.bookings.get(B2)?.status).toBe("expired");
  });

  it("is refused where the event offers no choice of seats", () => {
    const { house: _, ...withoutHouse } = HOUSE;
    const sale = new Sale(withoutHouse);
    sale.does({ type: "buy", bookingId: B1, buyerId: ANN, paymentId: P1, seats: [1] });
    sale.nowMs += HOUSE.paymentTtlMs;
    sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [1] });
    expect(confirm(sale)).toMatchObject({ refusal: { reason: "seats_gone", obstacle: "seat_taken" } });
  });
});

type Step =
  | { readonly do: "buy"; readonly buyerId: typeof ANN; readonly seats: readonly number[] }
  | { readonly do: "confirm"; readonly booking: number; readonly accepts: boolean }
  | { readonly do: "await"; readonly booking: number; readonly forMs: number }
  | { readonly do: "cheaper"; readonly priceMinor: number }
  | { readonly do: "wait" };

const which = fc.integer({ min: 0, max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("buy" as const),
      buyerId: fc.constantFrom(ANN, BEN, CLEO),
      seats: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("confirm" as const), booking: which, accepts: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("await" as const),
      booking: which,
      forMs: fc.integer({ min: -1, max: 150 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("cheaper" as const), priceMinor: fc.integer({ min: 1, max: 6_000 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: "wait" as const }) },
);

/** One step; the nth purchase is booking n, paid by payment n. */
function take(sale: Sale, each: Step, bought: number): void {
  switch (each.do) {
    case "wait":
      sale.nowMs += 60;
      return;
    case "cheaper":
      return sale.reconfigure({ categories: HOUSE.categories.map((c) => ({ ...c, priceMinor: each.priceMinor })) });
    case "buy":
      return void sale.ask({ ...each, type: "buy", bookingId: bookingId(bought), paymentId: paymentId(bought) });
    case "confirm":
      return void sale.ask({
        type: "confirm",
        bookingId: bookingId(each.booking),
        paymentId: paymentId(each.booking),
        ...(each.accepts ? { acceptsEqualSeats: true } : {}),
      });
    case "await": {
      const untilMs = sale.nowMs + each.forMs;
      const of = { bookingId: bookingId(each.booking), paymentId: paymentId(each.booking) };
      return void sale.ask({ type: "await_money", ...of, untilMs });
    }
  }
}

describe("whatever late money buys", () => {
  it("costs what was authorised, is of the same kind, belongs to nobody else, and replays to the same state", () => {
    let others = 0;
    const property = fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), (steps) => {
      const sale = new Sale({ ...HOUSE, paymentTtlMs: 100 });
      for (const [i, each] of steps.entries()) {
        const before = new Map(sale.state.bookings);
        take(sale, each, steps.slice(0, i).filter((step) => step.do === "buy").length);
        for (const [id, then] of before) {
          const now = sale.state.bookings.get(id);
          if (now === undefined || now === then) continue;
          expect(kinds(now)).toEqual(kinds(then));
          if (JSON.stringify(now.seats) !== JSON.stringify(then.seats)) others++;
        }
      }
      const held = [...sale.state.bookings.values()].filter(({ status }) => status !== "expired");
      const seats = held.flatMap((booking) => booking.seats.map(({ seat }) => seat));
      expect(new Set(seats).size).toBe(seats.length);
      expect(stateHash(replay(sale.log))).toBe(stateHash(sale.state));
    });
    fc.assert(property, { numRuns: 300 });
    expect(others).toBeGreaterThan(0);
  });
});

/** Price and kind of each seat that a booking holds or held: what a change of seats must leave as it was. */
function kinds({ seats }: Booking): readonly string[] {
  return seats.map(({ seat, priceMinor }) => `${priceMinor} ${kindOf(seat)}`).toSorted();
}

function kindOf(seat: number): string {
  if (seat >= 11) return "accessible";
  return seat >= 8 ? "balcony" : "stalls";
}
