import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paperHouse } from "../best-available/testing/paper-house.ts";
import { plainBest } from "../best-available/testing/plain-choice.ts";
import type { Command, EventConfig } from "../contract/event-object.ts";
import { availability } from "./availability.ts";
import { reconfigure, replay } from "./replay.ts";
import { stateHash } from "./state-hash.ts";
import { ANN, BEN, bookingId, CLEO, newRequest, paymentId, Sale } from "./testing/sale.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const ANY = { category: undefined, zones: undefined, isAccessible: false };

function saleIn(zones: Readonly<Record<string, readonly string[]>>, terms: Partial<EventConfig> = {}): Sale {
  return new Sale({ ...paperHouse(zones).config, ...terms });
}

function open(id: typeof B1, buyerId: typeof ANN) {
  return { type: "create_booking", bookingId: id, buyerId } as const;
}

const HALL = { Stalls: ["sssssss", "sssssss"], Gallery: ["bbbb|bb", "ww|bbbb"] };

describe("asking for the best seats", () => {
  it("holds them at their prices, in one command with what is named", () => {
    const sale = saleIn(HALL);
    const booking = sale.does({ ...open(B1, ANN), seats: [0], best: { count: 2, category: "Stalls" } });
    expect(booking.seats).toEqual([0, 3, 4].map((seat) => ({ seat, priceMinor: 5_000 })));
    const more = sale.does({ type: "select", bookingId: B1, buyerId: ANN, best: { count: 2, zone: "Gallery" } });
    expect(more.seats.slice(3)).toEqual([16, 17].map((seat) => ({ seat, priceMinor: 2_000 })));
    const bought = sale.does({
      type: "buy",
      bookingId: B2,
      buyerId: BEN,
      paymentId: paymentId(1),
      best: { count: 2, accessible: true },
    });
    expect(bought).toMatchObject({ status: "pending_payment", seats: [{ seat: 20 }, { seat: 21 }] });
  });

  it("gives a repeated request the seats that it got first (I4)", () => {
    const sale = saleIn(HALL);
    const command = { ...open(B1, ANN), best: { count: 2 }, repeat: newRequest() } as const;
    const first = sale.ask(command);
    expect(sale.ask({ ...command, bookingId: B2 })).toEqual({ result: first.result, replayed: true });
    const other = sale.does({ ...open(B2, ANN), best: { count: 2 } });
    expect(other.seats).not.toEqual(first.result.ok && first.result.value.seats);
  });

  it("takes all that are asked for or none, and tells how many are left", () => {
    const sale = saleIn({ Hall: ["ssss"] });
    sale.does({ ...open(B1, ANN), best: { count: 2 } });
    const refusal = sale.refuses({ ...open(B2, BEN), best: { count: 3 } });
    expect(refusal).toEqual({ reason: "sold_out", best: 3, left: 2 });
    expect(availability(sale.state, sale.nowMs).seats.free).toBe(2);
  });

  it("counts them for the buyer's limit before anything is chosen (I8)", () => {
    const sale = saleIn({ Hall: ["ssss"] }, { maxPerBuyer: 3 });
    const refusal = sale.refuses({ ...open(B1, ANN), seats: [0], best: { count: 3 } });
    expect(refusal).toEqual({ reason: "buyer_limit_reached", limit: 3, held: 0 });
  });

  it("finds seats of holds that are over, tidied or not, and ends those holds (I6)", () => {
    const sale = saleIn({ Hall: ["ssss"] });
    sale.does({ ...open(B1, ANN), best: { count: 4 } });
    expect(sale.refuses({ ...open(B2, BEN), best: { count: 2 } }).reason).toBe("sold_out");
    sale.nowMs += 600_000;
    expect(sale.does({ ...open(B2, BEN), best: { count: 2 } }).seats.map(({ seat }) => seat)).toEqual([0, 1]);
    expect(sale.state.bookings.get(B1)?.status).toBe("expired");
  });

  it("never offers a blocked seat, also one that was held when it was blocked", () => {
    const sale = saleIn({ Hall: ["ssss"] });
    sale.does({ ...open(B1, ANN), seats: [0] });
    sale.state = reconfigure(sale.state, { ...sale.state.config, version: 2, blockedSeats: [0, 1] });
    sale.nowMs += 600_000;
    expect(sale.refuses({ ...open(B2, BEN), best: { count: 3 } })).toMatchObject({ reason: "sold_out", left: 2 });
  });

  it.each([
    ["a category that the event does not have", { count: 1, category: "Loge" }, "best.category"],
    ["a zone that the house does not have", { count: 1, zone: "Roof" }, "best.zone"],
    ["no seats", { count: 0 }, "best.count"],
    ["more than 50", { count: 51 }, "best.count"],
    ["part of a seat", { count: 1.5 }, "best.count"],
  ])("of %s is refused with the field", (_, best, field) => {
    expect(saleIn(HALL).refuses({ ...open(B1, ANN), best })).toMatchObject({
      reason: "validation_failed",
      errors: [{ field }],
    });
  });

  it("is refused where the event does not know its house, and costs it nothing", () => {
    const sale = new Sale();
    expect(sale.refuses({ ...open(B1, ANN), best: { count: 1 } })).toMatchObject({ errors: [{ field: "best" }] });
    sale.does({ ...open(B1, ANN), seats: [0] });
    sale.refuses({ ...open(B2, BEN), seats: [0] });
    expect(sale.state.houseIndex).toBeUndefined();
  });
});

describe("seats that are gone", () => {
  it("are refused with as many of the best instead, of the first one's category", () => {
    const sale = saleIn(HALL);
    sale.does({ ...open(B1, ANN), seats: [16, 17] });
    const refusal = sale.refuses({ ...open(B2, BEN), seats: [15, 16] });
    expect(refusal).toMatchObject({ reason: "seat_taken", seat: 16, instead: [14, 15] });
    sale.does({ ...open(B2, BEN), seats: [14, 15] });
  });

  it("are replaced by accessible ones where the first one was accessible", () => {
    const sale = saleIn({ Hall: ["wssw"] });
    sale.does({ ...open(B1, ANN), seats: [0] });
    expect(sale.refuses({ ...open(B2, BEN), seats: [0] })).toMatchObject({ instead: [3] });
  });

  it("are refused alone when there are not so many others", () => {
    const sale = saleIn({ Hall: ["sss"] });
    sale.does({ ...open(B1, ANN), seats: [0] });
    expect(sale.refuses({ ...open(B2, BEN), seats: [0, 1, 2] })).not.toHaveProperty("instead");
  });
});

describe("an organiser who guards single seats", () => {
  const guarded = { guardsSingleSeats: true };

  it("has choices refused that leave one alone, also beside the buyer's own seats", () => {
    const sale = saleIn({ Hall: ["sssssss"] }, guarded);
    expect(sale.refuses({ ...open(B1, ANN), seats: [1, 2] })).toEqual({ reason: "orphan_seat", seat: 0 });
    sale.does({ ...open(B1, ANN), seats: [0] });
    const select = { type: "select", bookingId: B1, buyerId: ANN } as const;
    expect(sale.refuses({ ...select, seats: [2] })).toEqual({ reason: "orphan_seat", seat: 1 });
    sale.does({ ...select, seats: [1, 2] });
  });

  it("has no choice refused where it cannot be helped, and never a release", () => {
    const sale = saleIn({ Hall: ["sss"] }, guarded);
    sale.does({ ...open(B1, ANN), seats: [0, 1, 2] });
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [1] });
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [2] });
    expect(sale.does({ ...open(B2, BEN), seats: [1] }).seats).toHaveLength(1);
  });

  it("says first that a seat is taken", () => {
    const sale = saleIn({ Hall: ["sssssss"] }, guarded);
    sale.does({ ...open(B1, ANN), seats: [0] });
    expect(sale.refuses({ ...open(B2, BEN), seats: [0, 2] })).toMatchObject({ reason: "seat_taken" });
  });

  it("is one who asked for it: others may leave what they like", () => {
    const sale = saleIn({ Hall: ["sssssss"] });
    expect(sale.does({ ...open(B1, ANN), seats: [1, 2] }).seats).toHaveLength(2);
  });
});

const HOUSE = { Stalls: ["ssssss", "sss|sss"], Gallery: ["bbbb|ww", "bsbsb"] };
const step = fc.record({
  buyer: fc.constantFrom(ANN, BEN, CLEO),
  kind: fc.constantFrom("best", "best", "named", "cancel", "pay"),
  count: fc.integer({ min: 1, max: 6 }),
  category: fc.constantFrom(undefined, "Stalls", "Balcony"),
  seats: fc.array(fc.nat({ max: 22 }), { minLength: 1, maxLength: 3 }),
  on: fc.nat({ max: 30 }),
  waitMs: fc.constantFrom(0, 0, 10, 60),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function commandOf({ buyer: buyerId, kind, count, category, seats, on }: Step, number: number): Command {
  const base = { buyerId, repeat: newRequest() };
  const target = { ...base, bookingId: bookingId(on % (number + 1)) };
  if (kind === "cancel") return { type: "cancel", ...target };
  if (kind === "pay") return { type: "checkout", ...target, paymentId: paymentId(number) };
  const own = { type: "create_booking", ...base, bookingId: bookingId(number), places: [] } as const;
  if (kind === "named") return { ...own, seats };
  return { ...own, seats: [], best: { count, ...(category === undefined ? {} : { category }) } };
}

describe("any sale", () => {
  const terms = { holdTtlMs: 100, paymentTtlMs: 60, guardsSingleSeats: true, maxOpenBookingsPerBuyer: 100 };

  it("gets the plainest choice of what is free at that time, and is replayed to the same state", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, tidyEvery) => {
          const paper = paperHouse(HOUSE);
          const sale = new Sale({ ...paper.config, ...terms });
          for (const [number, step] of steps.entries()) {
            sale.nowMs += step.waitMs;
            if (number % tidyEvery === 0) sale.tidy(2);
            const command = commandOf(step, number);
            const { seatStatuses } = availability(sale.state, sale.nowMs);
            const seats = paper.seats.map((seat) => ({ ...seat, isFree: seatStatuses[seat.seat] === 0 }));
            const { result } = sale.run(command);
            if (!("best" in command) || command.best === undefined) continue;
            const category = step.category === undefined ? undefined : step.category === "Stalls" ? 0 : 1;
            const expected = plainBest(seats, { ...ANY, count: step.count, category });
            if (result.ok) expect(result.value.seats.map(({ seat }) => seat)).toEqual(expected);
            else if (result.refusal.reason === "sold_out") expect(result.refusal["left"]).toBe(expected.length);
            else expect(result.refusal.reason).toBe("buyer_limit_reached");
          }
          expect(stateHash(replay(sale.log))).toBe(stateHash(sale.state));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is rebuilt from its bookings without a difference in what is chosen next", () => {
    const sale = saleIn(HOUSE);
    sale.does({ ...open(B1, ANN), best: { count: 3 } });
    sale.does({ ...open(B2, BEN), best: { count: 2 } });
    sale.does({
      type: "release",
      bookingId: B1,
      buyerId: ANN,
      seats: [sale.state.bookings.get(B1)?.seats[0]?.seat ?? 0],
    });
    const rebuilt = saleIn(HOUSE);
    rebuilt.state = reconfigure(sale.state, sale.state.config);
    const command = { ...open(B3, CLEO), best: { count: 3 } } as const;
    expect(rebuilt.does(command).seats).toEqual(sale.does(command).seats);
  });
});
