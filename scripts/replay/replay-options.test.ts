import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId } from "../../domain/contract/ids.ts";
import { replayOptions } from "./replay-options.ts";

const event = mintEventId();
const booking = mintBookingId(event, 1);

describe("what a replay is told", () => {
  it("is the event, and nothing else by itself", () => {
    expect(replayOptions({ event })).toEqual({ event, until: undefined, seat: undefined, booking: undefined });
  });

  it.each([
    ["17", { entry: 17 }],
    ["2026-11-21T10:00:00Z", { atMs: Date.UTC(2026, 10, 21, 10) }],
    ["2026-11-21T12:00:00+02:00", { atMs: Date.UTC(2026, 10, 21, 10) }],
    ["2026-11-21 10:00:00.250", { atMs: Date.UTC(2026, 10, 21, 10, 0, 0, 250) }],
    ["2026-11-21", { atMs: Date.UTC(2026, 10, 21) }],
  ])("stops at %s: an entry's number, or a time", (until, expected) => {
    expect(replayOptions({ event, until, booking })).toMatchObject({ until: expected, booking });
  });

  it.each([
    [{}, "--event"],
    [{ event: "evt_0000000000000000" }, "--event"],
    [{ event, until: "soon" }, "--until soon"],
    [{ event, until: "0" }, "--until 0"],
    [{ event, until: "-3" }, "--until -3"],
    [{ event, until: "2026-13-45" }, "--until 2026-13-45"],
    [{ event, booking: "bkg_1" }, "--booking bkg_1 is not"],
    [{ event, booking: mintBookingId(mintEventId(), 1) }, "of another event"],
  ])("%j is refused, with the option's name", (values, message) => {
    expect(() => replayOptions(values)).toThrow(message);
  });
});
