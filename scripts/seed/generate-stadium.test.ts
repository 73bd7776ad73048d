import { describe, expect, it } from "vitest";
import { generateStadium, STADIUM_FLOOR, STADIUM_SEATS } from "./generate-stadium.ts";
import { readPretixPlan } from "../../domain/plan/parse-pretix-plan.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { encodeRuns } from "../../domain/plan/run-length.ts";

function stadium(): PlanLayout {
  const outcome = readPretixPlan(generateStadium());
  if (!outcome.ok) throw new Error(outcome.problems.join("; "));
  return outcome.layout;
}

describe("the generated stadium", () => {
  const layout = stadium();
  const { guid, x, y, category } = layout.seats;

  it("has 100,000 seats exactly, and passes the parser that any plan passes", () => {
    expect(guid).toHaveLength(STADIUM_SEATS);
    expect(new Set(guid).size).toBe(100_000);
  });

  it("has no two seats nearer than a chair is wide", () => {
    const chairPx = 8;
    const cells = new Map<string, number[]>();
    const cellOf = (seat: number, dx = 0, dy = 0) =>
      `${Math.floor((x[seat] ?? 0) / chairPx) + dx},${Math.floor((y[seat] ?? 0) / chairPx) + dy}`;
    for (const seat of guid.keys()) cells.set(cellOf(seat), [...(cells.get(cellOf(seat)) ?? []), seat]);
    const neighbours = (seat: number) =>
      [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(cellOf(seat, dx, dy)) ?? []));
    const crowded = [...guid.keys()].filter((seat) =>
      neighbours(seat).some(
        (other) =>
          other !== seat && Math.hypot((x[seat] ?? 0) - (x[other] ?? 0), (y[seat] ?? 0) - (y[other] ?? 0)) < chairPx,
      ),
    );
    expect(crowded).toEqual([]);
  });

  it("keeps every seat inside the drawing", () => {
    expect(x.every((value) => value > 0 && value < layout.width)).toBe(true);
    expect(y.every((value) => value > 0 && value < layout.height)).toBe(true);
  });

  it("sells each of the five seated categories, and the floor as a shape of its own", () => {
    const counts = layout.categories.map((_, index) => category.filter((value) => value === index).length);
    expect(counts.slice(0, 5).every((count) => count > 10_000)).toBe(true);
    expect(layout.categories.at(-1)?.name).toBe("Standing");
    expect(layout.shapes.map((shape) => shape.text)).toContain(STADIUM_FLOOR);
  });

  it("gives a block one category, so that an event's configuration stays small", () => {
    expect(encodeRuns(category).length).toBeLessThan(120);
  });

  it("is the same every time", () => {
    expect(generateStadium()).toEqual(generateStadium());
  });
});
