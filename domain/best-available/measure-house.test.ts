import { describe, expect, it } from "vitest";
import type { PlanLayout } from "../plan/plan-layout.ts";
import type { PlanShape } from "../plan/plan-shape.ts";
import { findFocalPoint } from "./focal-point.ts";
import { measureHouse } from "./measure-house.ts";
import { MAX_DISTANCE, packDistances, unpackDistances } from "./seat-distances.ts";

/** A row of seats at these x, 100 px below the drawing's upper edge. */
function planOf(x: readonly number[], shapes: readonly PlanShape[] = []): PlanLayout {
  return {
    name: "Hall",
    width: 400,
    height: 300,
    categories: [{ name: "Stalls", color: null }],
    zones: [{ name: "Stalls" }],
    rows: x.length === 0 ? [] : [{ zone: 0, label: "A", firstSeat: 0, seatCount: x.length }],
    seats: {
      guid: x.map(String),
      label: x.map(String),
      category: x.map(() => 0),
      x,
      y: x.map(() => 100),
    },
    shapes,
  };
}

function shapeOf(members: Partial<PlanShape>): PlanShape {
  const box = { x: 100, y: 40, width: 80, height: 20, rotation: 0 };
  return {
    zone: 0,
    shape: "rectangle",
    ...box,
    color: null,
    borderColor: null,
    text: "Stage",
    textStyle: null,
    points: [],
    ...members,
  };
}

describe("measuring a house", () => {
  it("finds aisles where seats are farther apart than is usual in their row", () => {
    expect(measureHouse(planOf([0, 20, 40, 80, 100]), null)?.aislesAfter).toEqual([2]);
    expect(measureHouse(planOf([0, 20, 40, 71, 91]), null)?.aislesAfter).toEqual([]);
    expect(measureHouse(planOf([0, 20, 60, 80]), null)?.aislesAfter).toEqual([1]);
    expect(measureHouse(planOf([0, 500]), null)?.aislesAfter).toEqual([]);
    expect(measureHouse(planOf([0]), null)?.aislesAfter).toEqual([]);
  });

  it("measures from the focal point, the farthest seat being the measure of all", () => {
    const house = measureHouse(planOf([0, 30, 60]), { x: 60, y: 100 });
    expect([...unpackDistances(house?.distances ?? "")]).toEqual([MAX_DISTANCE, Math.round(MAX_DISTANCE / 2), 0]);
    expect(house).toMatchObject({ rows: [[0, 0, 3]], zones: ["Stalls"] });
  });

  it("has nothing to say of a plan without seats", () => {
    expect(measureHouse(planOf([]), null)).toBeNull();
  });

  it("packs distances of 100,000 seats and unpacks the same", () => {
    const distances = Array.from({ length: 100_000 }, (_, seat) => seat % (MAX_DISTANCE + 1));
    const packed = packDistances(distances);
    expect(packed.length).toBeLessThan(270_000);
    expect([...unpackDistances(packed)]).toEqual(distances);
    expect([...unpackDistances(packDistances([0, 0]))]).toEqual([0, 0]);
  });
});

describe("what everybody looks at", () => {
  it.each([
    ["nothing is called a stage", [shapeOf({ text: "Backstage bar" })], { x: 200, y: 0 }],
    ["a rectangle", [shapeOf({ text: "Main STAGE" })], { x: 140, y: 50 }],
    ["a rectangle turned by 90 degrees", [shapeOf({ text: "Bühne", rotation: 90 })], { x: 90, y: 80 }],
    ["an ellipse", [shapeOf({ shape: "ellipse" })], { x: 100, y: 40 }],
    ["a text", [shapeOf({ shape: "text", textStyle: { x: 7, y: 8, sizePx: 9, color: null } })], { x: 7, y: 8 }],
    [
      "a polygon",
      [
        shapeOf({
          shape: "polygon",
          points: [
            { x: 0, y: 10 },
            { x: 30, y: 0 },
            { x: 10, y: 40 },
          ],
        }),
      ],
      { x: 15, y: 20 },
    ],
  ])("where the stage is: %s", (_, shapes, focus) => {
    const found = findFocalPoint(planOf([0], shapes));
    expect({ x: Math.round(found.x), y: Math.round(found.y) }).toEqual(focus);
  });
});
