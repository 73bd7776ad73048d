import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEAT_STATUSES, type Command, type CommandAnswer } from "../contract/event-object.ts";
import { applyBooking } from "./apply.ts";
import { availability } from "./availability.ts";
import { decide } from "./decide.ts";
import { nextDeadlineMs } from "./expire.ts";
import { reconfigure, replay } from "./replay.ts";
import { stateHash } from "./state-hash.ts";
import { Model } from "./testing/model.ts";
import { ANN, BEN, bookingId, CLEO, CONFIG, paymentId, Sale } from "./testing/sale.ts";

const TIGHT = { holdTtlMs: 100, paymentTtlMs: 60 };
const START_MS = new Sale().nowMs;
const BUYERS = [ANN, BEN, CLEO];

const buyer = fc.constantFrom(...BUYERS);
const booking = fc.integer({ min: 0, max: 5 }).map(bookingId);
const payment = fc.integer({ min: 0, max: 1 }).map(paymentId);
const items = {
  seats: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  places: fc.array(fc.record({ area: fc.constant(0), count: fc.integer({ min: 1, max: 2 }) }), { maxLength: 2 }),
};
// Few keys and bodies, so that honest repeats and misused keys both happen.
const repeat = fc.record({
  scope: fc.integer({ min: 0, max: 150 }).map(String),
  fingerprint: fc.constantFrom("a", "b"),
});

/** Commands over few seats, buyers and bookings, so that they meet. */
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("select" as const),
      bookingId: booking,
      buyerId: buyer,
      repeat,
      ...items,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("release" as const),
      bookingId: booking,
      buyerId: buyer,
      repeat,
      ...items,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("checkout" as const),
      bookingId: booking,
      buyerId: buyer,
      paymentId: payment,
      repeat,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("cancel" as const), bookingId: booking, buyerId: buyer, repeat }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        type: fc.constant("confirm" as const),
        bookingId: booking,
        paymentId: payment,
        acceptsEqualSeats: fc.constant(true as const),
      },
      { requiredKeys: ["type", "bookingId", "paymentId"] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("await_money" as const),
      bookingId: booking,
      paymentId: payment,
      untilMs: fc.integer({ min: 0, max: 400 }).map((ms) => START_MS + ms),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant("reopen" as const),
        bookingId: booking,
        paymentId: payment,
        evenIfConfirmed: fc.constant(true as const),
      },
      { requiredKeys: ["type", "bookingId", "paymentId"] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("revoke" as const), bookingId: booking }) },
);

type Step =
  | {
      readonly do: "open";
      readonly buyNow: boolean;
      readonly command: Pick<
        Extract<Command, { type: "buy" }>,
        "buyerId" | "paymentId" | "repeat" | "seats" | "places"
      >;
    }
  | { readonly do: "command"; readonly command: Command }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "tidy"; readonly limit: number }
  | { readonly do: "announce"; readonly isCancelled: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("open" as const),
      buyNow: fc.boolean(),
      command: fc.record({ buyerId: buyer, paymentId: payment, repeat, ...items }),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant("command" as const), command }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(1, 20, 40, 60, 100) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("tidy" as const), limit: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("announce" as const), isCancelled: fc.boolean() }) },
);
const steps = fc.array(step, { minLength: 20, maxLength: 80, size: "max" });

/** Plays the steps; new bookings are numbered, so that later commands find them. */
function play(
  all: readonly Step[],
  after: (sale: Sale, command: Command | undefined, answer: CommandAnswer | undefined) => void,
): Sale {
  const sale = new Sale(TIGHT);
  let opened = 0;
  for (const step of all) {
    let command: Command | undefined;
    if (step.do === "wait") sale.nowMs += step.ms;
    else if (step.do === "tidy") sale.tidy(step.limit);
    else if (step.do === "announce") sale.setCancelled(step.isCancelled);
    else if (step.do === "command") command = step.command;
    else command = { ...step.command, type: step.buyNow ? "buy" : "create_booking", bookingId: bookingId(opened++) };
    after(sale, command, command === undefined ? undefined : sale.run(command));
  }
  return sale;
}

describe("whatever is asked in whatever order", () => {
  it("every answer and every seat is what the blackboard model says, tidied or not (I1, I6, I8)", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const model = new Model({ ...CONFIG, ...TIGHT });
        play(all, (sale, command, answer) => {
          model.expire(sale.nowMs);
          model.isCancelled = sale.state.config.isCancelled === true;
          if (command !== undefined && answer !== undefined) {
            const expected = model.run(command, sale.nowMs);
            const isSaga = !("repeat" in command);
            const outcome = answer.result.ok
              ? answer.replayed && !isSaga
                ? "replayed"
                : "ok"
              : answer.result.refusal.reason;
            expect(outcome).toBe(expected);
          }
          const house = availability(sale.state, sale.nowMs);
          const statuses = Array.from(house.seatStatuses, (code) => SEAT_STATUSES[code]);
          expect(statuses).toEqual(statuses.map((_, seat) => model.statusOfSeat(seat)));
          expect(house.areas[0]?.free).toBe(model.freePlaces());
        });
      }),
      { numRuns: 400 },
    );
  });

  it("free, selected, reserved, sold and blocked add up to the capacity after every step (I1)", () => {
    fc.assert(
      fc.property(steps, (all) => {
        play(all, ({ state, nowMs }) => {
          const { seats, areas, seatStatuses } = availability(state, nowMs);
          expect(seats.free + seats.selected + seats.reserved + seats.sold + seats.blocked).toBe(10);
          expect(seats.free).toBe(seatStatuses.filter((code) => code === 0).length);
          for (const area of areas) {
            expect(area.free + area.selected + area.reserved + area.sold + area.blocked).toBe(area.capacity);
            expect(area.free).toBeGreaterThanOrEqual(0);
            expect(area.capacity).toBe(5);
          }
        });
      }),
    );
  });

  it("no buyer ever has more than the limit (I8)", () => {
    fc.assert(
      fc.property(steps, (all) => {
        play(all, ({ state, nowMs }) => {
          for (const buyer of BUYERS) {
            const live = [...state.bookings.values()].filter(
              ({ buyerId, status, deadlineMs }) =>
                buyerId === buyer &&
                ["created", "pending_payment", "confirmed"].includes(status) &&
                (deadlineMs ?? Infinity) > nowMs,
            );
            const held = live.flatMap(({ seats, places }) => [seats.length, ...places.map(({ count }) => count)]);
            expect(held.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(CONFIG.maxPerBuyer);
          }
        });
      }),
    );
  });

  it("a repeated request gets its first answer and changes nothing (I4)", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 30 }), (all, waitMs) => {
        const first = new Map<Command, CommandAnswer>();
        const sale = play(all, (_, command, answer) => {
          if (command !== undefined && answer?.result.ok === true && !answer.replayed && "repeat" in command)
            first.set(command, answer);
        });
        sale.nowMs += waitMs;
        const before = stateHash(sale.state);
        for (const [command, answer] of first) {
          const again = sale.run(command);
          expect(again.result).toEqual(answer.result);
          // To cancel what is cancelled already is not remembered: it gives the same answer for ever.
          expect(again.replayed || command.type === "cancel").toBe(true);
        }
        expect(stateHash(sale.state)).toBe(before);
      }),
    );
  });

  it("tidying changes nothing that anybody sees (I6)", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const sale = play(all, () => undefined);
        const before = availability(sale.state, sale.nowMs);
        sale.tidy(Infinity);
        expect(availability(sale.state, sale.nowMs)).toEqual(before);
        expect(before.version).toBe(sale.state.version);
      }),
    );
  });

  it("deciding changes nothing, and a refusal has no changes", () => {
    fc.assert(
      fc.property(steps, command, (all, next) => {
        const { state, nowMs } = play(all, () => undefined);
        const before = stateHash(state);
        const { answer, changes } = decide(state, next, nowMs);
        expect(stateHash(state)).toBe(before);
        if (!answer.result.ok) expect(changes).toEqual([]);
      }),
    );
  });

  it("the log replays to the same state", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { state, log } = play(all, () => undefined);
        expect(stateHash(replay(log))).toBe(stateHash(state));
      }),
    );
  });

  it("the state rebuilt from its bookings alone is the same, to its counts and its next deadline", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { state, nowMs } = play(all, () => undefined);
        const rebuilt = reconfigure(undefined, state.config);
        for (const booking of [...state.bookings.values()].toReversed()) applyBooking(rebuilt, booking);
        // Other terms count in it too, and are in no booking.
        rebuilt.version = state.version;
        expect(stateHash(rebuilt)).toBe(stateHash(state));
        expect(availability(rebuilt, nowMs)).toEqual(availability(state, nowMs));
        expect(nextDeadlineMs(rebuilt)).toBe(nextDeadlineMs(state));
      }),
    );
  });
});
