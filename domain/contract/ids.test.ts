import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  areaId,
  mintBookingId,
  mintEventId,
  mintPaymentId,
  parseAreaId,
  parseBookingId,
  parseEventId,
  parsePaymentId,
  parseSeatId,
  seatId,
  ticketId,
} from "./ids.ts";

const event = mintEventId();

describe("ids", () => {
  it("are parsed back to what they were minted from", () => {
    expect(parseEventId(event)).toBe(event);
    const booking = mintBookingId(event, 1_700_000_000_000);
    expect(parseBookingId(booking)).toEqual({ booking, event });
    fc.assert(
      fc.property(fc.nat(250_000), (seat) => {
        expect(parseSeatId(seatId(event, seat))).toEqual({ event, seat });
      }),
    );
    expect(parseAreaId(areaId(event, 31))).toEqual({ event, area: 31 });
    expect(parsePaymentId(mintPaymentId(1))).toBeDefined();
  });

  it("of bookings sort by the time they were minted", () => {
    const [early, late] = [mintBookingId(event, 1_000), mintBookingId(event, 2_000)];
    expect(early < late).toBe(true);
  });

  it("of tickets are the same whenever they are issued", () => {
    const booking = mintBookingId(event, 5);
    expect(ticketId(booking, 3)).toBe(ticketId(booking, 3));
    expect(ticketId(booking, 3)).not.toBe(ticketId(booking, 4));
  });

  it("that were invented, cut, or carry one wrong character are refused", () => {
    for (const text of [
      "",
      "evt_",
      `${event}0`,
      event.slice(0, -1),
      event.toUpperCase(),
      "evt_0000000000000000",
      `x${event}`,
    ]) {
      expect(parseEventId(text)).toBeUndefined();
    }
    for (let i = 4; i < event.length; i++) {
      const other = event[i] === "0" ? "1" : "0";
      expect(parseEventId(event.slice(0, i) + other + event.slice(i + 1))).toBeUndefined();
    }
    expect(parseBookingId(`bkg_${"0".repeat(42)}`)).toBeUndefined();
    expect(parsePaymentId("pay_u".padEnd(30, "0"))).toBeUndefined();
  });

  it("never come out of arbitrary text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const parse of [parseEventId, parseBookingId, parseSeatId, parseAreaId])
          expect(parse(text)).toBeUndefined();
      }),
    );
  });
});
