import { describe, expect, it } from "vitest";
import { packDistances } from "../best-available/seat-distances.ts";
import { DEFAULT_QUEUE } from "../contract/waiting-room.ts";
import { findConfigFault } from "./find-config-fault.ts";
import { CONFIG } from "./testing/sale.ts";

const HOUSE = {
  rows: [
    [0, 0, 6],
    [0, 6, 4],
  ],
  zones: ["Hall"],
  aislesAfter: [2],
  distances: packDistances([5, 4, 3, 2, 1, 0, 4, 3, 2, 1]),
  accessibleSeats: [9],
} as const;

describe("a configuration that an inventory can work with", () => {
  it("may change prices, limits, blocked seats and capacities, and add areas and seats", () => {
    const [standing] = CONFIG.areas;
    const next = {
      ...CONFIG,
      categories: CONFIG.categories.map((category) => ({ ...category, priceMinor: 0 })),
      seatCategories: [...CONFIG.seatCategories, [0, 5]] as const,
      areas: [...CONFIG.areas, ...(standing === undefined ? [] : [{ ...standing, capacity: 0 }])],
      blockedSeats: [14],
      maxPerBuyer: 500,
    };
    const withHouse = { ...CONFIG, house: HOUSE, gates: 64, guardsSingleSeats: true, queue: DEFAULT_QUEUE };
    expect(findConfigFault(withHouse, CONFIG)).toBeUndefined();
    expect(findConfigFault(CONFIG, undefined)).toBeUndefined();
    expect(findConfigFault(next, CONFIG)).toBeUndefined();
  });

  it.each([
    ["a negative price", { categories: [{ name: "All", priceMinor: -1 }] }],
    ["part of a cent", { categories: [{ name: "All", priceMinor: 0.5 }] }],
    ["a capacity that is no number", { areas: [{ name: "Standing", category: 0, capacity: Number.NaN }] }],
    ["no time to hold", { holdTtlMs: 0 }],
    ["no bookings at all", { maxOpenBookingsPerBuyer: 0 }],
    ["more items per buyer than a row can keep", { maxPerBuyer: 501 }],
    ["seats of an unknown category", { seatCategories: [[3, 10]] as const }],
    ["an area of an unknown category", { areas: [{ name: "Standing", category: 3, capacity: 5 }] }],
    ["a blocked seat outside the plan", { blockedSeats: [10] }],
    ["a waiting room that lets nobody in", { queue: { ...DEFAULT_QUEUE, ratePerS: 0 } }],
    ["part of a gate", { gates: 0.5 }],
    ["more gates than the object can serve", { gates: 65 }],
    ["a house that is not the plan's", { house: { ...HOUSE, distances: packDistances([1]) } }],
    ["more than a storage row can keep", { house: { ...HOUSE, zones: ["Hall", "x".repeat(2_000_000)] } }],
  ])("has not %s", (_, fault) => {
    expect(findConfigFault({ ...CONFIG, ...fault }, undefined)).toBeTypeOf("string");
  });

  it.each([
    ["another event", { eventId: "evt_other" as typeof CONFIG.eventId }],
    ["another currency", { currency: "usd" }],
    ["fewer seats", { seatCategories: [[0, 9]] as const, blockedSeats: [] }],
    ["fewer areas", { areas: [] }],
  ])("cannot become %s once it is in use", (_, fault) => {
    expect(findConfigFault({ ...CONFIG, ...fault }, undefined)).toBeUndefined();
    expect(findConfigFault({ ...CONFIG, ...fault }, CONFIG)).toBeTypeOf("string");
  });
});
