import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePretixPlan, readPretixPlan } from "./parse-pretix-plan.ts";
import type { PlanLayout } from "./plan-layout.ts";

interface SeatDraft {
  [member: string]: unknown;
}

const at = (x: number, y: number) => ({ x, y });
const seat = (guid: string, overrides: SeatDraft = {}): SeatDraft => ({
  seat_guid: guid,
  seat_number: guid.slice(1),
  position: at(0, 0),
  category: "Stalls",
  ...overrides,
});
const row = (name: string, seats: unknown, overrides: SeatDraft = {}): SeatDraft => ({
  row_number: name,
  row_number_position: "both",
  position: at(0, 0),
  seats,
  ...overrides,
});
const zone = (rows: unknown, overrides: SeatDraft = {}): SeatDraft => ({
  name: "Main hall",
  position: at(0, 0),
  rows,
  ...overrides,
});
const plan = (zones: unknown, overrides: SeatDraft = {}): SeatDraft => ({
  name: "Hall",
  size: { width: 600, height: 400 },
  categories: [{ name: "Stalls", color: "#ff0000" }, { name: "Circle" }],
  zones,
  ...overrides,
});
/** A plan around one seat. */
const planOfSeat = (overrides: SeatDraft) => plan([zone([row("A", [seat("A1", overrides)])])]);

function layoutOf(value: unknown): PlanLayout {
  const outcome = readPretixPlan(value);
  if (!outcome.ok) throw new Error(outcome.problems.join("; "));
  return outcome.layout;
}

function problemsOf(value: unknown): readonly string[] {
  const outcome = readPretixPlan(value);
  return outcome.ok ? [] : outcome.problems;
}

describe("a plan that is right", () => {
  it("becomes columns in plan order, with rows that know their seats", () => {
    const layout = layoutOf(
      plan([
        zone([row("A", [seat("A1"), seat("A2", { category: "Circle" })])]),
        zone([row("1", [seat("B1")])], { name: "Balcony" }),
      ]),
    );
    expect(layout.seats.guid).toEqual(["A1", "A2", "B1"]);
    expect(layout.seats.label).toEqual(["1", "2", "1"]);
    expect(layout.seats.category).toEqual([0, 1, 0]);
    expect(layout.zones).toEqual([{ name: "Main hall" }, { name: "Balcony" }]);
    expect(layout.rows).toEqual([
      { zone: 0, label: "A", firstSeat: 0, seatCount: 2 },
      { zone: 1, label: "1", firstSeat: 2, seatCount: 1 },
    ]);
    expect(layout.categories).toEqual([
      { name: "Stalls", color: "#ff0000" },
      { name: "Circle", color: null },
    ]);
    expect(layout).toMatchObject({ name: "Hall", width: 600, height: 400 });
  });

  it("adds up the positions of zone, row and seat", () => {
    const coordinate = fc.integer({ min: -5_000, max: 5_000 });
    const point = fc.record({ x: coordinate, y: coordinate });
    fc.assert(
      fc.property(point, point, point, (ofZone, ofRow, ofSeat) => {
        const { seats } = layoutOf(
          plan([zone([row("A", [seat("A1", { position: ofSeat })], { position: ofRow })], { position: ofZone })]),
        );
        expect([seats.x[0], seats.y[0]]).toEqual([ofZone.x + ofRow.x + ofSeat.x, ofZone.y + ofRow.y + ofSeat.y]);
      }),
    );
  });

  it("lets a row without a position start at its zone", () => {
    const bare = { row_number: "A", seats: [seat("A1", { position: at(5, 6) })] };
    const { seats } = layoutOf(plan([zone([bare], { position: at(100, 200) })]));
    expect([seats.x[0], seats.y[0]]).toEqual([105, 206]);
  });

  it("keeps a tenth of a pixel", () => {
    expect(layoutOf(planOfSeat({ position: at(1.26, 2.04) })).seats).toMatchObject({ x: [1.3], y: [2] });
  });

  it("may have members that Sluice does not know, at every level", () => {
    const extra = { uuid: "4f7a", later_version: { deep: [1, { two: null }] } };
    const value = plan([{ ...zone([row("A", [seat("A1", { ...extra, radius: 12 })], extra)]), ...extra }], extra);
    expect(layoutOf(value).seats.guid).toEqual(["A1"]);
  });

  it("names a row by its label when it has no number", () => {
    const { rows } = layoutOf(
      plan([zone([row("5", [seat("A1")], { row_label: "Row %s" }), row("", [seat("A2")], { row_label: "Box" })])]),
    );
    expect(rows.map(({ label }) => label)).toEqual(["5", "Box"]);
  });

  it("names a zone by its id when it has no name", () => {
    const { name: _, ...nameless } = zone([row("A", [seat("A1")])], { zone_id: "MAIN" });
    expect(layoutOf(plan([nameless])).zones).toEqual([{ name: "MAIN" }]);
  });

  it("gets a size around its seats when it gives none", () => {
    const { size: _, ...sizeless } = planOfSeat({ position: at(300, 150) });
    expect(layoutOf(sizeless)).toMatchObject({ width: 320, height: 170 });
  });

  it("leaves out rows without seats", () => {
    expect(layoutOf(plan([zone([row("A", []), row("B", [seat("B1")])])])).rows).toHaveLength(1);
  });

  it("may be called what JavaScript objects are made of", () => {
    const source = JSON.stringify(planOfSeat({})).replaceAll("Stalls", "__proto__").replaceAll("A1", "constructor");
    const outcome = parsePretixPlan(source);
    expect(outcome).toMatchObject({
      ok: true,
      layout: { categories: [{ name: "__proto__" }, {}], seats: { guid: ["constructor"] } },
    });
  });

  it("may begin with a byte order mark", () => {
    expect(parsePretixPlan(`\ufeff${JSON.stringify(planOfSeat({}))}`).ok).toBe(true);
  });

  it("drops colours that are more than a colour", () => {
    const categories = [{ name: "Stalls", color: "url(https://tracker.example/x)" }];
    expect(layoutOf({ ...planOfSeat({}), categories }).categories[0]?.color).toBeNull();
  });
});

/** The shapes of these areas, in a zone at 100, 50. */
function shapesOf(...areas: unknown[]): PlanLayout["shapes"] {
  return layoutOf(plan([zone([row("A", [seat("A1")])], { position: at(100, 50), areas })])).shapes;
}

describe("areas", () => {
  it("become shapes with absolute positions", () => {
    const text = { text: "Bar", size: 20, color: "black", position: at(40, 15) };
    const shape = shapesOf({
      shape: "rectangle",
      color: "#cccccc",
      border_color: "red",
      rotation: 30,
      position: at(10, 20),
      rectangle: { width: 80, height: 30 },
      text,
    });
    expect(shape).toEqual([
      {
        zone: 0,
        shape: "rectangle",
        x: 110,
        y: 70,
        width: 80,
        height: 30,
        rotation: 30,
        color: "#cccccc",
        borderColor: "red",
        text: "Bar",
        textStyle: { x: 150, y: 85, sizePx: 20, color: "black" },
        points: [],
      },
    ]);
  });

  it("may be circles, ellipses, polygons and texts", () => {
    const shapes = shapesOf(
      { shape: "circle", position: at(0, 0), circle: { radius: 25 } },
      { shape: "ellipse", position: at(0, 0), ellipse: { radius: at(30, 10) } },
      { shape: "polygon", position: at(5, 5), polygon: { points: [at(0, 0), at(10, 0), at(0, 10)] } },
      { shape: "text", position: at(1, 2), text: { text: "Stage", position: at(0, 0) } },
    );
    expect(shapes[0]).toMatchObject({ width: 50, height: 50, text: null, textStyle: null });
    expect(shapes[1]).toMatchObject({ width: 60, height: 20 });
    expect(shapes[2]?.points).toEqual([at(105, 55), at(115, 55), at(105, 65)]);
    expect(shapes[3]).toMatchObject({ shape: "text", x: 101, y: 52, text: "Stage", textStyle: { sizePx: 16 } });
  });

  it("may be the plain rectangles of the format's first version", () => {
    const [shape] = shapesOf({ width: 80, height: 40, position: at(0, 0), text: "Stage" });
    expect(shape).toMatchObject({ shape: "rectangle", width: 80, text: "Stage", textStyle: { x: 140, y: 70 } });
  });

  it("are refused with their zone and number when they are wrong", () => {
    const areas = [{ shape: "star", position: at(0, 0) }];
    expect(problemsOf(plan([zone([row("A", [seat("A1")])], { areas })]))).toEqual([
      'zone "Main hall", area #1: shape must be one of polygon, rectangle, ellipse, circle, text',
    ]);
  });
});

describe("a plan that is wrong", () => {
  it("names both places of a seat_guid that is there twice", () => {
    const zones = [
      zone([row("A", [seat("A1")])]),
      zone([row("B", [seat("A1", { seat_number: "7" })])], { name: "Box" }),
    ];
    expect(problemsOf(plan(zones))).toEqual([
      'zone "Box", row "B", seat "7": seat_guid "A1" is used before, by zone "Main hall", row "A", seat "1"',
    ]);
  });

  it.each([
    ["an unknown category", { category: "VIP" }, 'unknown category "VIP"'],
    ["a missing category", { category: undefined }, "category is missing"],
    ["a missing position", { position: undefined }, "position is missing"],
    ["half a position", { position: { x: 1 } }, "position.y is missing"],
    ["a position of text", { position: { x: "1", y: 2 } }, "position.x must be a number"],
    ["a position beyond all paper", { position: at(2_000_000, 0) }, "position.x is over 1000000"],
    ["a guid that is a number", { seat_guid: 17 }, "seat_guid must be a string"],
    ["an empty guid", { seat_guid: "" }, "seat_guid is empty"],
    ["a guid of 300 characters", { seat_guid: "g".repeat(300) }, "seat_guid is longer than 200 characters"],
    ["a NUL character", { seat_guid: "a\u0000b" }, "seat_guid has characters that cannot be printed"],
    ["half a surrogate pair", { seat_guid: "a\ud800b" }, "seat_guid has characters that cannot be printed"],
  ])("names zone, row and seat of %s", (_, overrides, problem) => {
    expect(problemsOf(planOfSeat(overrides))).toEqual([`zone "Main hall", row "A", seat "1": ${problem}`]);
  });

  it("names a seat by its place when it has no number", () => {
    expect(problemsOf(planOfSeat({ seat_number: undefined }))).toEqual([
      'zone "Main hall", row "A", seat #1: seat_number is missing',
    ]);
    expect(problemsOf(plan([zone([row("A", [null])])]))).toEqual([
      'zone "Main hall", row "A", seat #1: must be an object',
    ]);
  });

  it("refuses numbers that are not finite", () => {
    const source = JSON.stringify(planOfSeat({ position: at(123_456, 0) })).replace("123456", "1e999");
    expect(parsePretixPlan(source)).toEqual({
      ok: false,
      problems: ['zone "Main hall", row "A", seat "1": position.x must be a number'],
    });
    expect(problemsOf(planOfSeat({ position: at(Number.NaN, 0) }))).toHaveLength(1);
  });

  it.each([
    ["no zones member", { name: "Hall", categories: [] }, ["plan: zones is missing"]],
    ["zones that are no list", plan({}), ["plan: zones must be an array"]],
    ["a list", [], ["plan: must be an object"]],
    ["null", null, ["plan: must be an object"]],
    ["a string", "plan", ["plan: must be an object"]],
    ["a size of text", plan([], { size: { width: "9", height: 9 } }), ["plan: size.width must be a number"]],
    ["a zone without a position", plan([zone([], { position: undefined })]), ['zone "Main hall": position is missing']],
    ["a zone without rows", plan([zone(undefined)]), ['zone "Main hall": rows is missing']],
    ["seats that are no list", plan([zone([row("A", "many")])]), ['zone "Main hall", row "A": seats must be an array']],
    ["a row without a number", plan([zone([{ seats: [] }])]), ['zone "Main hall", row #1: row_number is missing']],
  ])("refuses %s", (_, value, problems) => {
    expect(problemsOf(value)).toEqual(problems);
  });

  it("refuses a category that is there twice or has no name", () => {
    const categories = [{ name: "Stalls" }, { name: "Stalls" }, { color: "red" }];
    expect(problemsOf({ ...planOfSeat({}), categories })).toEqual([
      'category "Stalls": is there twice',
      "category #3: name is missing",
    ]);
  });

  it("refuses a plan without seats, unless only standing areas are sold", () => {
    expect(problemsOf(plan([zone([row("A", [])])]))).toEqual(["plan: has no seats"]);
    expect(readPretixPlan(plan([zone([])]), { mayHaveNoSeats: true }).ok).toBe(true);
  });

  it("refuses more seats than a seat id can count", () => {
    const seats = Array.from({ length: 250_001 }, () => null);
    expect(problemsOf(plan([zone([row("A", seats)])]))).toEqual(["plan: has too many seats; the limit is 250000"]);
  });

  it("counts seats over all rows", () => {
    const rows = [0, 1].map((r) =>
      row(
        String(r),
        Array.from({ length: 125_001 }, (_, s) => seat(`${r}-${s}`)),
      ),
    );
    expect(problemsOf(plan([zone(rows)]))).toEqual(["plan: has too many seats; the limit is 250000"]);
  });

  it("says the first twenty problems and stops there", () => {
    const seats = Array.from({ length: 1_000 }, (_, i) => seat(`A${i}`, { category: "VIP" }));
    const problems = problemsOf(plan([zone([row("A", seats)])]));
    expect(problems).toHaveLength(20);
    expect(problems[19]).toContain('seat "19"');
  });

  it("is refused whole for one wrong seat among thousands", () => {
    const seats = Array.from({ length: 5_000 }, (_, i) => seat(`A${i}`, i === 4_321 ? { position: null } : {}));
    const outcome = readPretixPlan(plan([zone([row("A", seats)])]));
    expect(outcome).toEqual({
      ok: false,
      problems: ['zone "Main hall", row "A", seat "4321": position must be an object'],
    });
  });

  it("shortens long names in messages", () => {
    const [problem] = problemsOf(planOfSeat({ category: "V".repeat(200) }));
    expect(problem?.length).toBeLessThan(120);
  });
});

describe("nonsense", () => {
  const TEN_MB = 10 * 1024 * 1024;

  it.each([
    ["an empty file", ""],
    ["10 MB of one letter", "x".repeat(TEN_MB)],
    ["10 MB of brackets", "[".repeat(TEN_MB)],
    ["half a plan", JSON.stringify(planOfSeat({})).slice(0, 200)],
    ["NaN as a number", JSON.stringify(planOfSeat({})).replace('"x":0', '"x":NaN')],
  ])("that is not JSON is refused in one line: %s", (_, source) => {
    expect(parsePretixPlan(source)).toEqual({ ok: false, problems: ["the plan is not JSON"] });
  });

  it.each([
    ["deep nesting", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["10 MB of zeros", `[${"0,".repeat(TEN_MB / 2)}0]`],
    ["10 MB of zones", `{"name":"n","categories":[],"zones":[${"0,".repeat(TEN_MB / 2)}0]}`],
    [
      "deep nesting in a seat",
      JSON.stringify(planOfSeat({ position: "?" })).replace('"?"', `${"[".repeat(9_999)}${"]".repeat(9_999)}`),
    ],
  ])("that is JSON is refused in few lines: %s", (_, source) => {
    const outcome = parsePretixPlan(source);
    expect(outcome.ok ? "accepted" : outcome.problems.length).toBe(1);
  });

  it("larger than any plan is refused unread", () => {
    expect(parsePretixPlan(" ".repeat(65 * 1024 * 1024))).toEqual({
      ok: false,
      problems: ["the plan is larger than 64 MB"],
    });
  });

  it("of any JSON shape is refused with at least one problem, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(problemsOf(value).length).toBeGreaterThan(0);
      }),
    );
  });

  it("in place of any one member of a plan either leaves a whole plan or names a problem", () => {
    const members = ["name", "categories", "zones", "size"];
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.jsonValue(), (member, value) => {
        const outcome = readPretixPlan({ ...planOfSeat({}), [member]: value });
        expect(outcome.ok ? outcome.layout.seats.guid.length : outcome.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});

function shipped(file: string): string {
  return readFileSync(new URL(`../../scripts/plans/${file}`, import.meta.url), "utf8");
}

describe("the plans that come with Sluice", () => {
  it.each([
    ["hall.json", 557],
    ["test-room.json", 20],
  ])("%s has its seats, each at a place of its own", (file, seatCount) => {
    const { seats } = layoutOf(JSON.parse(shipped(file)));
    expect(seats.guid).toHaveLength(seatCount);
    expect(new Set(seats.x.map((x, i) => `${x},${seats.y[i]}`)).size).toBe(seatCount);
  });

  it("yard.json has an area to stand in", () => {
    const outcome = parsePretixPlan(shipped("yard.json"), { mayHaveNoSeats: true });
    expect(outcome.ok && outcome.layout.shapes.map((shape) => shape.text)).toContain("Yard");
  });
});
