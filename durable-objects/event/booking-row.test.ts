import { describe, expect, it } from "vitest";
import { ANN, bookingId, CONFIG, paymentId, Sale } from "../../domain/inventory/testing/sale.ts";
import { packBooking, unpackBooking } from "./booking-row.ts";
import { packLogEntry, unpackImages, unpackLogEntry } from "./command-log.ts";

const B1 = bookingId(1);

/** A sale with a booking in every status that it went through: with answers, prices, places and payment. */
function livedThrough(): Sale {
  const sale = new Sale();
  sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0, 6], places: [{ area: 0, count: 2 }] });
  sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
  sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: paymentId(1) });
  sale.does({ type: "confirm", bookingId: B1, paymentId: paymentId(1) });
  sale.does({ type: "revoke", bookingId: B1 });
  sale.does({ type: "buy", bookingId: bookingId(2), buyerId: ANN, seats: [1], paymentId: paymentId(2) });
  sale.nowMs += CONFIG.paymentTtlMs;
  sale.tidy(1);
  sale.does({ type: "create_booking", bookingId: bookingId(3), buyerId: ANN });
  sale.does({ type: "cancel", bookingId: bookingId(3), buyerId: ANN });
  return sale;
}

describe("a booking's row", () => {
  it("gives back the booking that was packed", () => {
    for (const booking of livedThrough().state.bookings.values()) {
      const { body, answers } = packBooking(booking);
      const unpacked = unpackBooking(booking.id, JSON.parse(body), () => answers);
      expect({ ...unpacked, answers: { list: unpacked.answers.list } }).toEqual(booking);
    }
  });

  it("keeps an item once that booking and answers share", () => {
    const booking = livedThrough().state.bookings.get(bookingId(2));
    expect(booking === undefined ? undefined : packBooking(booking)).toEqual({
      body: `[1,"${ANN}",1000000,1900000,[3,[1,1000],[],null,"${paymentId(2)}",2],[]]`,
      answers: `[["${booking?.answers.list[0]?.scope}","body",0,1000000,[1,0,0,1900000,"${paymentId(2)}",1]]]`,
    });
  });

  it("of before the waiting room is read as one that needed no pass", () => {
    const row = [1, ANN, 0, null, [2, [4, 1000], [], null, null, 1]];
    expect(unpackBooking(B1, row, () => "[]")).toMatchObject({
      passNumbers: [],
      seats: [{ seat: 4, priceMinor: 1000 }],
    });
  });

  it("of an unknown version is not read as something else", () => {
    const noAnswers = (): string => "[]";
    expect(() => unpackBooking(B1, [2], noAnswers)).toThrow("unknown version");
    const unknownStatus = [1, ANN, 0, null, [9, [], [], null, null, 1]];
    expect(() => unpackBooking(B1, unknownStatus, noAnswers)).toThrow("unknown booking status");
  });

  it("is asked for its answers once, and only when they are wanted", () => {
    let reads = 0;
    const [booking] = livedThrough().state.bookings.values();
    const { body, answers } = booking === undefined ? { body: "[]", answers: "[]" } : packBooking(booking);
    const unpacked = unpackBooking(B1, JSON.parse(body), () => {
      reads++;
      return answers;
    });
    expect(reads).toBe(0);
    expect(unpacked.answers.list).toEqual(booking?.answers.list);
    expect(unpacked.answers.list).toHaveLength(3);
    expect(reads).toBe(1);
  });
});

describe("a command log entry", () => {
  it("gives back the entry that was packed", () => {
    const { log } = livedThrough();
    const entries = [...log, { kind: "forget", ids: [B1] } as const];
    expect(entries.map((entry) => unpackLogEntry(packLogEntry(entry)))).toEqual(entries);
  });

  it("carries what the bookings became, which a replay does not look at", () => {
    const { log } = livedThrough();
    const batch = log.find(({ kind }) => kind === "batch") ?? log[0];
    if (batch === undefined) throw new Error("nothing happened");
    const text = packLogEntry(batch, `[["${B1}",3,[1],[[2]]]]`);
    expect(unpackLogEntry(text)).toEqual(batch);
    expect(unpackImages(text)).toEqual({ images: [[B1, 3, [1], [[2]]]], forgotten: [] });
    expect(unpackImages(packLogEntry(batch))).toEqual({ images: [], forgotten: [] });
    expect(unpackImages(packLogEntry({ kind: "forget", ids: [B1] }))).toEqual({ images: [], forgotten: [B1] });
  });

  it("of an unknown kind is not read as something else", () => {
    expect(() => unpackLogEntry('["z"]')).toThrow("unknown kind");
  });
});
