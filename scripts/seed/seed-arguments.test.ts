import { describe, expect, it } from "vitest";
import { CommandFailure } from "../command-failure.ts";
import { seedArguments } from "./seed-arguments.ts";
import type { EventRequest } from "./seed-arguments.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 8);
const EVENT = ["--plan", "hall.json", "--name", "A play"];

function eventOf(...args: string[]): EventRequest {
  const request = seedArguments([...EVENT, ...args], NOW_MS);
  if (request.kind !== "event") throw new Error(`read as ${request.kind}`);
  return request.event;
}

function problemsOf(...args: string[]): readonly string[] {
  try {
    seedArguments(args, NOW_MS);
  } catch (error) {
    if (error instanceof CommandFailure) return error.lines;
    throw error;
  }
  return [];
}

describe("the seed command's line", () => {
  it("without arguments means the demo with 1,000 buyers", () => {
    expect(seedArguments([], NOW_MS)).toEqual({ kind: "demo", users: 1_000 });
    expect(seedArguments(["--users", "1000000"], NOW_MS)).toEqual({ kind: "demo", users: 1_000_000 });
  });

  it("with a plan means an event, with sensible terms", () => {
    expect(eventOf("--price", "Stalls=4500")).toEqual({
      planFile: "hall.json",
      name: "A play",
      prices: [{ category: "Stalls", priceMinor: 4_500 }],
      standing: [],
      blockedGuids: [],
      currency: "eur",
      startsAt: new Date("2027-02-19T19:00:00Z"),
      venue: "",
      city: "",
      type: "concert",
      maxPerBuyer: 8,
      holdMinutes: 10,
      gates: 0,
      queue: {},
      guardsSingleSeats: false,
      accessibleGuids: [],
      focal: null,
      refund: null,
    });
  });

  it("takes the terms by which buyers give paid bookings back", () => {
    const until = "2027-04-01T18:00:00Z";
    expect(eventOf("--refund-until", until)).toMatchObject({ refund: { until: new Date(until), percent: 100 } });
    expect(eventOf("--refund-until", until, "--refund-percent", "80")).toMatchObject({ refund: { percent: 80 } });
    expect(problemsOf(...EVENT, "--refund-percent", "80")).toEqual(["--refund-percent needs --refund-until"]);
    expect(problemsOf(...EVENT, "--refund-until", until, "--refund-percent", "0")).toEqual([
      "--refund-percent 0: write a whole number from 1 to 100",
    ]);
  });

  it("takes every term of an event", () => {
    const sold = "--price A=B=1 --price C=0 --block S-1 --block S-2 --currency CHF --max-per-buyer 4 --hold-minutes 7";
    const when = "--starts-at 2027-05-01T20:00:00+02:00";
    const event = eventOf(...`${sold} ${when}`.split(" "), "--standing", "The yard: left=5000:C");
    expect(event).toMatchObject({
      prices: [
        { category: "A=B", priceMinor: 1 },
        { category: "C", priceMinor: 0 },
      ],
      standing: [{ area: "The yard: left", capacity: 5_000, category: "C" }],
      blockedGuids: ["S-1", "S-2"],
      currency: "chf",
      startsAt: new Date("2027-05-01T18:00:00Z"),
      maxPerBuyer: 4,
      holdMinutes: 7,
    });
  });

  it("takes the terms of a rush: waiting room, gates, house", () => {
    const queue = "--queue automatic --queue-rate 0.5 --queue-cap 100 --visitors email";
    const times = "--opens-at 2027-02-01T10:00:00Z --lobby-from 2027-02-01T09:00:00Z";
    const house = "--gates 4 --focal 640,-12.5 --single-seat-guard --accessible W-1 --accessible W-2";
    expect(eventOf(...`${queue} ${times} ${house}`.split(" "))).toMatchObject({
      queue: {
        mode: "automatic",
        ratePerS: 0.5,
        maxActive: 100,
        visitors: "email",
        opensAtMs: Date.UTC(2027, 1, 1, 10),
        lobbyFromMs: Date.UTC(2027, 1, 1, 9),
      },
      gates: 4,
      focal: { x: 640, y: -12.5 },
      guardsSingleSeats: true,
      accessibleGuids: ["W-1", "W-2"],
    });
  });

  it("lets one buyer have as much as an inventory can keep", () => {
    expect(eventOf("--max-per-buyer", "500").maxPerBuyer).toBe(500);
  });

  it.each(["Stalls=-1", "Stalls=45.00", "Stalls=1e3", "Stalls=", "Stalls=4 500", "Stalls=999999999", "Stalls=NaN"])(
    "refuses the price %s and names it",
    (price) => {
      const problems = problemsOf(...EVENT, "--price", price);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(`--price ${price}`);
    },
  );

  it.each([
    [["--price", "4500"], "--price 4500"],
    [["--price", "=4500"], "--price =4500"],
    [["--standing", "Yard=many:C"], "--standing Yard=many:C"],
    [["--standing", "Yard=0:C"], "--standing Yard=0:C"],
    [["--standing", "Yard=5000"], "--standing Yard=5000"],
    [["--currency", "euro"], "--currency euro"],
    [["--starts-at", "tomorrow"], "--starts-at tomorrow"],
    [["--starts-at", "2027-05-01T20:00:00"], "--starts-at 2027-05-01T20:00:00"],
    [["--starts-at", "2027-13-01T20:00:00Z"], "--starts-at 2027-13-01T20:00:00Z"],
    [["--max-per-buyer", "0"], "--max-per-buyer 0"],
    [["--max-per-buyer", "501"], "--max-per-buyer 501"],
    [["--hold-minutes", "1.5"], "--hold-minutes 1.5"],
    [["--queue", "maybe"], "--queue maybe"],
    [["--visitors", "bots"], "--visitors bots"],
    [["--queue-rate", "0"], "--queue-rate 0"],
    [["--queue-rate", "1e9"], "--queue-rate 1e9"],
    [["--queue-cap", "0"], "--queue-cap 0"],
    [["--opens-at", "noon"], "--opens-at noon"],
    [["--lobby-from", "2027-05-01T18:00:00Z"], "--lobby-from 2027-05-01T18:00:00Z"],
    [["--lobby-from", "2027-05-02T18:00:00Z", "--opens-at", "2027-05-01T18:00:00Z"], "--lobby-from 2027-05-02"],
    [["--opens-at", "2027-05-01T18:00:00Z", "--visitors", "cookie"], "--visitors cookie"],
    [["--gates", "65"], "--gates 65"],
    [["--focal", "640"], "--focal 640"],
    [["--users", "5"], "--users does not go with --plan"],
  ])("refuses %j and names it", (args, named) => {
    const problems = problemsOf(...EVENT, ...args);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(named);
  });

  it("names everything that is wrong at once", () => {
    expect(problemsOf("--plan", "x.json", "--price", "A=-1", "--currency", "?")).toHaveLength(3);
  });

  it.each([[["--users", "-5"]], [["--users=-5"]], [["--users", "many"]], [["--name", "x"]], [["--nope"]], [["stray"]]])(
    "refuses %j",
    (args) => {
      expect(problemsOf(...args).length).toBeGreaterThan(0);
    },
  );
});
