import { describe, expect, it } from "vitest";
import {
  mintBookingId,
  mintEventId,
  mintPaymentId,
  mintUserId,
  seatId,
  type RefundId,
} from "../../../domain/contract/ids.ts";
import type { RememberedBooking } from "../crowd/memory.ts";
import type { BookRow } from "./books.ts";
import { judgeMemory } from "./judge-memory.ts";

const event = mintEventId();
const buyer = mintUserId(1);
const booking = mintBookingId(event, 1);
const payment = mintPaymentId(1);
const refund = "rf_1" as RefundId;
const seats = [0, 1].map((seat) => seatId(event, seat));
const tickets = seats.map((seat) => ({ seat, code: "" }));
const place = { seat: null, code: "" };

const TOLD: RememberedBooking = {
  booking,
  buyer,
  event,
  seats,
  places: 0,
  totalMinor: 9_000,
  acceptsEqualSeats: false,
  payments: new Set([payment]),
  wasToldPaid: true,
  mayHaveEnded: false,
  wasToldEnded: false,
  refunds: [],
};
const ROW: BookRow = {
  id: booking,
  buyer,
  event,
  seatStatus: "confirmed",
  paymentStatus: "completed",
  totalMinor: 9_000,
  seats,
  places: 0,
  payments: [payment],
  tickets,
  refunds: [],
};
const BACK: Partial<BookRow> = { seatStatus: "refunded", paymentStatus: "refunded", seats: [], tickets: [] };
const LOST: Partial<BookRow> = { seatStatus: "expired", paymentStatus: "voided", seats: [], tickets: [] };
const WAS_REFUNDED: Partial<RememberedBooking> = { refunds: [{ id: refund, amountMinor: 5 }] };

function refunded(status: string, amountMinor: number): Partial<BookRow> {
  return { refunds: [{ id: refund, status, amountMinor }] };
}

function judge(told: Partial<RememberedBooking> = {}, row: Partial<BookRow> = {}): string[] {
  return judgeMemory([{ ...TOLD, ...told }], [{ ...ROW, ...row }], new Set());
}

describe("what buyers were told", () => {
  it.each<[string, Partial<RememberedBooking>, Partial<BookRow>]>([
    ["sold seats", {}, {}],
    ["sold places", { seats: [], places: 2 }, { seats: [], places: 2, tickets: [place, place] }],
    ["a hold that ran out", { wasToldPaid: false }, LOST],
    ["an end that was asked for, and came", { mayHaveEnded: true }, BACK],
    ["an end that was asked for, and never answered", { mayHaveEnded: true }, {}],
    ["an end that was acknowledged", { mayHaveEnded: true, wasToldEnded: true }, BACK],
    ["a part of the money that went back", WAS_REFUNDED, refunded("done", 5)],
  ])("holds for %s", (_what, told, row) => {
    expect(judge(told, row)).toEqual([]);
  });

  it("holds for who had paid for an event that was called off", () => {
    expect(judgeMemory([TOLD], [{ ...ROW, ...BACK }], new Set([event]))).toEqual([]);
  });

  it("is broken by a booking that is gone", () => {
    expect(judgeMemory([TOLD], [], new Set())).toEqual([`${booking} was acknowledged and is gone`]);
  });

  it.each<[string, Partial<RememberedBooking>, Partial<BookRow>]>([
    ["another owner", {}, { buyer: mintUserId(2) }],
    ["another event", {}, { event: mintEventId() }],
    ["another price", {}, { totalMinor: 1 }],
    ["other seats", {}, { seats: seats.slice(1), tickets: tickets.slice(1) }],
    ["fewer places", { places: 2 }, { places: 1, tickets: [...tickets, place] }],
    ["a payment that is gone", {}, { payments: [] }],
    ["no tickets", {}, { tickets: [] }],
    ["too few tickets", {}, { tickets: tickets.slice(1) }],
    ["an end that nobody asked for", {}, BACK],
    ["seats that are gone", {}, LOST],
    ["an end that did not come", { mayHaveEnded: true, wasToldEnded: true }, {}],
    ["tickets after the end", { mayHaveEnded: true, wasToldEnded: true }, { ...BACK, tickets }],
    ["a refund that is gone", WAS_REFUNDED, {}],
    ["a refund that does not come", WAS_REFUNDED, refunded("requested", 5)],
    ["a smaller refund", WAS_REFUNDED, refunded("done", 4)],
  ])("is broken by %s", (_what, told, row) => {
    expect(judge(told, row)).toEqual([expect.stringContaining(booking)]);
  });

  it("other seats are no breach for who agreed to equal ones, fewer are", () => {
    const others = [5, 6].map((seat) => seatId(event, seat));
    const moved = { seats: others, tickets: others.map((seat) => ({ seat, code: "" })) };
    expect(judge({ acceptsEqualSeats: true }, moved)).toEqual([]);
    expect(judge({}, moved)).toHaveLength(1);
    const fewer = { seats: others.slice(1), tickets: moved.tickets.slice(1) };
    expect(judge({ acceptsEqualSeats: true }, fewer)).toHaveLength(1);
  });
});
