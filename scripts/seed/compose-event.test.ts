import { describe, expect, it } from "vitest";
import { mintEventId } from "../../domain/contract/ids.ts";
import { DEFAULT_QUEUE } from "../../domain/contract/waiting-room.ts";
import { readPretixPlan } from "../../domain/plan/parse-pretix-plan.ts";
import { CommandFailure } from "../command-failure.ts";
import { composeEvent } from "./compose-event.ts";
import type { SourcedPlan } from "./compose-event.ts";
import type { EventRequest } from "./seed-arguments.ts";

const at = (x: number, y: number) => ({ x, y });

function plan(): SourcedPlan {
  const seats = ["a", "b", "c"].map((guid, i) => ({
    seat_guid: guid,
    seat_number: String(i + 1),
    position: at(i * 20, 0),
    category: i === 0 ? "Front" : "Back",
  }));
  const yard = { shape: "rectangle", position: at(0, 50), rectangle: { width: 60, height: 30 }, text: "Yard" };
  const outcome = readPretixPlan({
    name: "Small hall",
    categories: [{ name: "Front" }, { name: "Back" }],
    zones: [{ name: "Hall", position: at(0, 0), rows: [{ row_number: "A", seats }], areas: [yard] }],
  });
  if (!outcome.ok) throw new Error(outcome.problems.join("; "));
  return { sha256: "0".repeat(64), layout: outcome.layout };
}

const request: EventRequest = {
  planFile: "hall.json",
  name: "A play",
  prices: [
    { category: "Back", priceMinor: 0 },
    { category: "Front", priceMinor: 4_500 },
  ],
  standing: [{ area: "Yard", capacity: 50, category: "Back" }],
  blockedGuids: ["c", "a", "c"],
  currency: "eur",
  startsAt: new Date("2027-05-01T18:00:00Z"),
  venue: "",
  city: "Graz",
  type: "theatre",
  maxPerBuyer: 4,
  holdMinutes: 7,
  gates: 0,
  queue: {},
  guardsSingleSeats: false,
  accessibleGuids: [],
  focal: null,
  refund: { until: new Date("2027-04-01T18:00:00Z"), percent: 80 },
};
const identity = { id: mintEventId(), description: "", isTest: false };

function problemsOf(change: Partial<EventRequest>): readonly string[] {
  try {
    composeEvent({ ...request, ...change }, plan(), identity);
  } catch (error) {
    if (error instanceof CommandFailure) return error.lines;
    throw error;
  }
  return [];
}

describe("composeEvent", () => {
  it("fits what was asked for to the plan", () => {
    expect(composeEvent(request, plan(), identity)).toMatchObject({
      id: identity.id,
      venue: { name: "Small hall", city: "Graz" },
      prices: request.prices,
      areas: [{ name: "Yard", capacity: 50, category: "Back" }],
      blockedSeats: [2, 0],
      holdTtlMs: 420_000,
      gates: 0,
      accessibleSeats: [],
      buyerRefundUntil: new Date("2027-04-01T18:00:00Z"),
      buyerRefundPercent: 80,
    });
    expect(composeEvent(request, plan(), identity)).not.toHaveProperty("queue");
    expect(composeEvent({ ...request, refund: null }, plan(), identity)).not.toHaveProperty("buyerRefundUntil");
  });

  it("announces the waiting room, the gates and the house as asked for, the rest as it is usual", () => {
    const queue = { mode: "on", ratePerS: 0.5 } as const;
    const terms = { queue, gates: 4, guardsSingleSeats: true, accessibleGuids: ["b"], focal: { x: 1, y: 2 } };
    expect(composeEvent({ ...request, ...terms }, plan(), identity)).toMatchObject({
      queue: { ...DEFAULT_QUEUE, ...queue },
      gates: 4,
      guardsSingleSeats: true,
      accessibleSeats: [1],
      focal: { x: 1, y: 2 },
    });
  });

  it("refuses a category without a price", () => {
    expect(problemsOf({ prices: [{ category: "Front", priceMinor: 1 }] })).toEqual([
      'category "Back" needs a price: --price "Back=4500"',
    ]);
  });

  it("refuses a price for a category that the plan does not have, and says which it has", () => {
    expect(problemsOf({ prices: [...request.prices, { category: "VIP", priceMinor: 1 }] })).toEqual([
      '--price: the plan has no category "VIP" (it has: "Front", "Back")',
    ]);
  });

  it("refuses two prices for one category", () => {
    expect(problemsOf({ prices: [...request.prices, { category: "Back", priceMinor: 1 }] })).toEqual([
      "--price Back: given twice",
    ]);
  });

  it("refuses standing areas that the plan does not draw, or that are sold twice", () => {
    expect(problemsOf({ standing: [{ area: "Pit", capacity: 5, category: "Back" }] })).toEqual([
      '--standing Pit: the plan has no shape with this text (it has: "Yard")',
    ]);
    expect(problemsOf({ standing: [...request.standing, ...request.standing] })).toEqual([
      "--standing Yard: given twice",
    ]);
    expect(problemsOf({ standing: [{ area: "Yard", capacity: 5, category: "VIP" }] })).toHaveLength(1);
  });

  it("refuses what the event's object would refuse, and says why", () => {
    expect(problemsOf({ maxPerBuyer: 501 })).toEqual(['"A play" cannot be sold: the limit per buyer is at most 500']);
    expect(problemsOf({ standing: [{ area: "Yard", capacity: 0.5, category: "Back" }] })).toEqual([
      '"A play" cannot be sold: prices and capacities are whole numbers from 0',
    ]);
  });

  it("refuses to block a seat that is not there, or to call it accessible", () => {
    expect(problemsOf({ blockedGuids: ["a", "z"] })).toEqual(["--block z: the plan has no seat with this guid"]);
    expect(problemsOf({ accessibleGuids: ["z"] })).toEqual(["--accessible z: the plan has no seat with this guid"]);
  });
});
