import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId } from "../../domain/contract/ids.ts";
import { refundOptions, type RefundValues } from "./refund-options.ts";

const event = mintEventId();
const booking = mintBookingId(event, 1);

describe("what is to be refunded", () => {
  it("is a booking, all of it or an amount, with its seats or without", () => {
    expect(refundOptions({ booking, reason: " moved " })).toEqual({
      kind: "booking",
      booking,
      event,
      amount: undefined,
      keepsBooking: false,
      reason: "moved",
    });
    const part = refundOptions({ booking, reason: "noise", amount: "12.50", "keep-booking": true });
    expect(part).toMatchObject({ amount: "12.50", keepsBooking: true });
  });

  it("is an event, once somebody is sure", () => {
    const reason = "storm";
    expect(refundOptions({ event, reason })).toEqual({ kind: "event", event, isSure: false, reason });
    expect(refundOptions({ event, reason, yes: true })).toMatchObject({ isSure: true });
  });

  it.each<[RefundValues, RegExp]>([
    [{ reason: "why" }, /^--booking bkg_… or --event/],
    [{ booking, event, reason: "why" }, /^--booking bkg_… or --event/],
    [{ booking }, /^Why\? --reason/],
    [{ booking, reason: " " }, /^Why\? --reason/],
    [{ booking: "bkg_1", reason: "why" }, /^--booking bkg_1 is not/],
    [{ event: "evt_1", reason: "why" }, /^--event evt_1 is not/],
    [{ event, reason: "why", amount: "1.00" }, /^--amount and --keep-booking/],
    [{ event, reason: "why", "keep-booking": true }, /^--amount and --keep-booking/],
    [{ booking, reason: "why", "keep-booking": true }, /^--keep-booking: how much/],
  ])("names the option that makes no sense: %j", (values, line) => {
    expect(() => refundOptions(values)).toThrow(line);
  });
});
