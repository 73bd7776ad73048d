import type { PlanLayout, PlanRow } from "./plan-layout.ts";
import { PlanProblems, quoted } from "./plan-problems.ts";
import type { PlanShape } from "./plan-shape.ts";
import {
  pretixAreaSchema,
  pretixCategorySchema,
  pretixPlanSchema,
  pretixRowSchema,
  pretixSeatSchema,
  pretixZoneSchema,
} from "./pretix-plan.ts";
import type { PretixPosition } from "./pretix-plan.ts";
import { plainColor, readPretixArea, roundPx } from "./read-pretix-area.ts";

/** 250,000 seats at some 200 characters each. */
const MAX_SOURCE_LENGTH = 64 * 1024 * 1024;
/** Of the whole plan. */
const LIMITS = { categories: 200, zones: 5_000, rows: 50_000, seats: 250_000, areas: 5_000 };
/** Around a plan that does not give its size. */
const MARGIN_PX = 20;

/** The whole plan or none of it; problems are lines for people, the first 20. */
export type PlanOutcome =
  | { readonly ok: true; readonly layout: PlanLayout }
  | { readonly ok: false; readonly problems: readonly string[] };

export interface PlanOptions {
  /** For an event that sells only standing areas. */
  readonly mayHaveNoSeats?: boolean;
}

/** Reads a plan in pretix's public JSON format from the text of a file. */
export function parsePretixPlan(source: string, options: PlanOptions = {}): PlanOutcome {
  if (source.length > MAX_SOURCE_LENGTH) return refused("the plan is larger than 64 MB");
  let value: unknown;
  try {
    value = JSON.parse(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
  } catch {
    return refused("the plan is not JSON");
  }
  return readPretixPlan(value, options);
}

/** The same for a plan that is a JSON value already. */
export function readPretixPlan(value: unknown, options: PlanOptions = {}): PlanOutcome {
  const reader = new PretixPlanReader();
  const layout = reader.read(value, options.mayHaveNoSeats ?? false);
  if (layout !== undefined && reader.problems.lines.length === 0) return { ok: true, layout };
  return { ok: false, problems: reader.problems.lines };
}

function refused(problem: string): PlanOutcome {
  return { ok: false, problems: [problem] };
}

/** Walks a plan from the outside in, and stops at the twentieth problem. */
class PretixPlanReader {
  readonly problems = new PlanProblems();
  readonly #categories: { name: string; color: string | null }[] = [];
  /** Maps, not objects: a category may be called `__proto__`. */
  readonly #categoryIndex = new Map<string, number>();
  readonly #guids = new Map<string, readonly string[]>();
  readonly #zones: { name: string }[] = [];
  readonly #rows: PlanRow[] = [];
  readonly #shapes: PlanShape[] = [];
  readonly #seats = {
    guid: [] as string[],
    label: [] as string[],
    category: [] as number[],
    x: [] as number[],
    y: [] as number[],
  };

  read(value: unknown, mayHaveNoSeats: boolean): PlanLayout | undefined {
    const plan = this.problems.check(pretixPlanSchema, value, ["plan"]);
    if (plan === undefined) return undefined;
    this.#readEach("categories", plan.categories, 0, (item, i) => this.#readCategory(item, i));
    this.#readEach("zones", plan.zones, 0, (item, i) => this.#readZone(item, i));
    if (this.#guids.size === 0 && !mayHaveNoSeats && this.problems.lines.length === 0) {
      this.problems.add(["plan"], "has no seats");
    }
    return {
      name: plan.name,
      ...(plan.size && plan.size.width > 0 && plan.size.height > 0 ? plan.size : this.#boundingBox()),
      categories: this.#categories,
      zones: this.#zones,
      rows: this.#rows,
      seats: this.#seats,
      shapes: this.#shapes,
    };
  }

  /** `soFar`: how many of the kind the plan has had before these. */
  #readEach(
    kind: keyof typeof LIMITS,
    items: readonly unknown[],
    soFar: number,
    read: (item: unknown, index: number) => void,
  ): void {
    if (soFar + items.length > LIMITS[kind]) {
      return this.problems.add(["plan"], `has too many ${kind}; the limit is ${LIMITS[kind]}`);
    }
    for (const [index, item] of items.entries()) {
      if (this.problems.full) return;
      read(item, index);
    }
  }

  #readCategory(value: unknown, index: number): void {
    const category = this.problems.check(pretixCategorySchema, value, [`category #${index + 1}`]);
    if (category === undefined) return;
    if (this.#categoryIndex.has(category.name)) {
      this.problems.add([`category ${quoted(category.name)}`], "is there twice");
    }
    this.#categoryIndex.set(category.name, this.#categories.length);
    this.#categories.push({ name: category.name, color: plainColor(category.color) });
  }

  #readZone(value: unknown, index: number): void {
    const where = [placeName("zone", value, "name", index)];
    const zone = this.problems.check(pretixZoneSchema, value, where);
    if (zone === undefined) return;
    const zoneIndex = this.#zones.length;
    this.#zones.push({ name: zone.name ?? zone.zone_id ?? "" });
    this.#readEach("rows", zone.rows, this.#rows.length, (row, i) =>
      this.#readRow(row, i, zoneIndex, zone.position, where),
    );
    this.#readEach("areas", zone.areas ?? [], this.#shapes.length, (item, i) => {
      const area = this.problems.check(pretixAreaSchema, item, [...where, `area #${i + 1}`]);
      if (area !== undefined) this.#shapes.push(readPretixArea(area, zoneIndex, zone.position));
    });
  }

  #readRow(value: unknown, index: number, zone: number, origin: PretixPosition, above: readonly string[]): void {
    const where = [...above, placeName("row", value, "row_number", index)];
    const row = this.problems.check(pretixRowSchema, value, where);
    if (row === undefined) return;
    const firstSeat = this.#seats.guid.length;
    const start = { x: origin.x + (row.position?.x ?? 0), y: origin.y + (row.position?.y ?? 0) };
    this.#readEach("seats", row.seats, firstSeat, (seat, i) => this.#readSeat(seat, i, start, where));
    const seatCount = this.#seats.guid.length - firstSeat;
    const label = row.row_number === "" ? (row.row_label ?? "") : row.row_number;
    if (seatCount > 0) this.#rows.push({ zone, label, firstSeat, seatCount });
  }

  #readSeat(value: unknown, index: number, start: PretixPosition, above: readonly string[]): void {
    const where = [...above, placeName("seat", value, "seat_number", index)];
    const seat = this.problems.check(pretixSeatSchema, value, where);
    if (seat === undefined) return;
    const category = this.#categoryIndex.get(seat.category);
    if (category === undefined) return this.problems.add(where, `unknown category ${quoted(seat.category)}`);
    const first = this.#guids.get(seat.seat_guid);
    if (first !== undefined) {
      return this.problems.add(where, `seat_guid ${quoted(seat.seat_guid)} is used before, by ${first.join(", ")}`);
    }
    this.#guids.set(seat.seat_guid, where);
    this.#seats.guid.push(seat.seat_guid);
    this.#seats.label.push(seat.seat_number);
    this.#seats.category.push(category);
    this.#seats.x.push(roundPx(start.x + seat.position.x));
    this.#seats.y.push(roundPx(start.y + seat.position.y));
  }

  /** From the drawing's origin to beyond the last seat and shape. */
  #boundingBox(): { width: number; height: number } {
    let [width, height] = [0, 0];
    for (const x of this.#seats.x) width = Math.max(width, x);
    for (const y of this.#seats.y) height = Math.max(height, y);
    for (const shape of this.#shapes) {
      width = Math.max(width, shape.x + shape.width, ...shape.points.map((point) => point.x));
      height = Math.max(height, shape.y + shape.height, ...shape.points.map((point) => point.y));
    }
    return { width: Math.ceil(width + MARGIN_PX), height: Math.ceil(height + MARGIN_PX) };
  }
}

/** `row "A"`; by its place in the list, `row #3`, where the plan does not give it a name. */
function placeName(kind: string, value: unknown, member: string, index: number): string {
  const name: unknown = typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
  return typeof name === "string" && name !== "" ? `${kind} ${quoted(name)}` : `${kind} #${index + 1}`;
}
