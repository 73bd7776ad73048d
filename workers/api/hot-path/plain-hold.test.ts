import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId, seatId } from "../../../domain/contract/ids.ts";
import { createBookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { selectSchema } from "../../../domain/contract/wire/seats.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { readPlainHold } from "./plain-hold.ts";

const [event, other] = [mintEventId(), mintEventId()];
const booking = mintBookingId(event, 1);
const seats = fc.nat(9).map((index) => seatId(event, index));
const anyValue = fc.oneof(
  seats,
  fc.constantFrom<unknown>(
    event,
    other,
    booking,
    seatId(other, 1),
    "",
    null,
    7,
    {},
    [],
    [null],
    { count: 2 },
    "A\u0000",
  ),
  fc.array(seats, { maxLength: 4 }),
  fc.record(
    {
      count: fc.constantFrom<unknown>(1, 2, 50, 51, 0, -1, 1.5, "2", null),
      category: fc.constantFrom<unknown>("Stalls", "", "A\u0007", 3, "x".repeat(201)),
      zone: fc.constantFrom<unknown>("Hall", null),
      accessible: fc.constantFrom<unknown>(true, false),
      extra: fc.constant(1),
    },
    { requiredKeys: [] },
  ),
);
const body = fc.record(
  {
    event_id: anyValue,
    booking_id: anyValue,
    seat_id: anyValue,
    seat_ids: anyValue,
    best: anyValue,
    places: anyValue,
    x: anyValue,
  },
  { requiredKeys: [] },
);
const likely = fc.record(
  {
    event_id: fc.constant(event),
    booking_id: fc.constant(booking),
    seat_id: seats,
    seat_ids: fc.array(seats, { maxLength: 4 }),
    best: fc.record({ count: fc.integer({ min: 1, max: 50 }) }),
  },
  { requiredKeys: [] },
);

describe("a hold that is read by hand", () => {
  it.each([
    ["event_id", createBookingSchema],
    ["booking_id", selectSchema],
  ] as const)("with its %s is one that the schema takes too, as the same", (owner, schema) => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(body, likely), (given) => {
        const plain = readPlainHold(given, owner);
        if (plain === undefined) return;
        taken++;
        const parsed = schema.parse(given);
        const items = namedItems(event, parsed);
        expect(items).toMatchObject({ ok: true, value: { seats: plain.seats, places: [] } });
        expect("best" in parsed ? parsed.best : undefined).toEqual(plain.best);
        expect(plain).toMatchObject({ event, booking: owner === "event_id" ? null : booking });
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it("takes what a rush asks for", () => {
    const two = [seatId(event, 4), seatId(event, 5)];
    expect(readPlainHold({ event_id: event, seat_ids: two }, "event_id")).toEqual({
      event,
      booking: null,
      seats: [4, 5],
      best: undefined,
    });
    expect(readPlainHold({ booking_id: booking, best: { count: 2, category: "Stalls" } }, "booking_id")).toEqual({
      event,
      booking,
      seats: [],
      best: { count: 2, category: "Stalls" },
    });
  });

  it.each([
    ["seats of another event", { event_id: event, seat_ids: [seatId(other, 1)] }],
    ["a member that nobody knows", { event_id: event, seat_ids: [seatId(event, 1)], colour: "red" }],
    ["nothing at all", { event_id: event }],
    ["null", null],
    ["a list", []],
  ])("leaves %s to the long way", (_, given) => {
    expect(readPlainHold(given, "event_id")).toBeUndefined();
  });
});
