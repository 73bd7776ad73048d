import { describe, expect, it } from "vitest";
import { rowOfSeat, seatLabel, seatsByGuid } from "./find-seat.ts";
import { readPretixPlan } from "./parse-pretix-plan.ts";
import type { PlanLayout } from "./plan-layout.ts";

const ROW_LENGTHS = [3, 1, 5, 2];

function layoutOfRows(): PlanLayout {
  const outcome = readPretixPlan({
    name: "Room",
    categories: [{ name: "Any" }],
    zones: [
      {
        name: "Stalls",
        position: { x: 0, y: 0 },
        rows: ROW_LENGTHS.map((length, r) => ({
          row_number: String(r + 1),
          seats: Array.from({ length }, (_, s) => ({
            seat_guid: `${r}-${s}`,
            seat_number: String(s + 1),
            position: { x: s, y: r },
            category: "Any",
          })),
        })),
      },
    ],
  });
  if (!outcome.ok) throw new Error(outcome.problems.join("; "));
  return outcome.layout;
}

describe("finding a seat", () => {
  const layout = layoutOfRows();

  it("finds the row of every seat of the plan", () => {
    const found = layout.seats.guid.map((_, seat) => rowOfSeat(layout, seat).label);
    expect(found).toEqual(ROW_LENGTHS.flatMap((length, r) => Array.from({ length }, () => String(r + 1))));
  });

  it("refuses a seat that the plan does not have", () => {
    expect(() => rowOfSeat(layout, -1)).toThrow(RangeError);
    expect(() => rowOfSeat(layout, 11)).toThrow(RangeError);
  });

  it("names zone, row and seat as people read them", () => {
    expect(seatLabel(layout, 4)).toEqual({ zone: "Stalls", row: "3", seat: "1" });
  });

  it("finds seats by guid, and tells which ids are not there", () => {
    expect(seatsByGuid(layout, ["2-1", "nope", "0-0"])).toEqual({ seats: [5, 0], missing: ["nope"] });
  });
});
