import { describe, expect, it } from "vitest";
import { findHouseFault } from "./find-house-fault.ts";
import { paperHouse } from "./testing/paper-house.ts";

const { layout, seats } = paperHouse({ Stalls: ["sss|ss", "ww"], Gallery: ["bb"] });

describe("a house that seats can be chosen in", () => {
  it("may be any, also one with seats that are in no row", () => {
    expect(findHouseFault(layout, seats.length)).toBeUndefined();
    expect(findHouseFault({ ...layout, rows: layout.rows.slice(1) }, seats.length)).toBeUndefined();
  });

  it.each([
    ["a row in an unknown zone", { rows: [[2, 0, 5] as const] }],
    ["a row without seats", { rows: [[0, 0, 0] as const] }],
    ["two rows that share a seat", { rows: [[0, 0, 5] as const, [0, 4, 5] as const] }],
    ["rows out of order", { rows: [[0, 5, 2] as const, [0, 0, 5] as const] }],
    ["a row that goes on beyond the plan", { rows: [[0, 7, 3] as const] }],
    ["an aisle outside the plan", { aislesAfter: [9] }],
    ["an accessible seat outside the plan", { accessibleSeats: [-1] }],
    ["distances of fewer seats", { distances: "AAAA" }],
    ["distances that are not base64", { distances: layout.distances.replace(/^./, "*") }],
  ])("has not %s", (_, fault) => {
    expect(findHouseFault({ ...layout, ...fault }, seats.length)).toBeTypeOf("string");
  });
});
