import type { HouseLayout } from "../contract/event-object.ts";
import type { PlanLayout, PlanRow } from "../plan/plan-layout.ts";
import { findFocalPoint, type Point } from "./focal-point.ts";
import { packDistances } from "./seat-distances.ts";

/** Seats farther apart than so many times the row's usual distance have an aisle between them. */
const AISLE_FACTOR = 1.6;

/** What follows from plan and focal point; a persisted shape (`events.house`). */
export type MeasuredHouse = Omit<HouseLayout, "accessibleSeats">;

/**
 * What the choice of seats must know of a plan: measured once, when the event is written. `focal`: pixels of the drawing,
 * null for the one that the plan suggests. Null for a plan without seats.
 */
export function measureHouse(plan: PlanLayout, focal: Point | null): MeasuredHouse | null {
  if (plan.rows.length === 0) return null;
  const { x, y } = plan.seats;
  const focus = focal ?? findFocalPoint(plan);
  return {
    rows: plan.rows.map(({ zone, firstSeat, seatCount }) => [zone, firstSeat, seatCount] as const),
    zones: plan.zones.map(({ name }) => name),
    aislesAfter: plan.rows.flatMap((row) => aislesIn(plan, row)),
    distances: packDistances(x.map((seatX, seat) => Math.hypot(seatX - focus.x, (y[seat] ?? 0) - focus.y))),
  };
}

/** Seats of a row after which an aisle lies. */
function aislesIn({ seats: { x, y } }: PlanLayout, { firstSeat, seatCount }: PlanRow): readonly number[] {
  const gaps = Array.from({ length: seatCount - 1 }, (_, i) => {
    const seat = firstSeat + i;
    const [dx, dy] = [(x[seat + 1] ?? 0) - (x[seat] ?? 0), (y[seat + 1] ?? 0) - (y[seat] ?? 0)];
    return { seat, px: Math.hypot(dx, dy) };
  });
  // The lower of two middle ones: in a row of a pair, an aisle and a pair, the usual gap is the narrow one.
  const usualPx = gaps.map(({ px }) => px).toSorted((a, b) => a - b)[(gaps.length - 1) >>> 1] ?? 0;
  return gaps.filter(({ px }) => px > AISLE_FACTOR * usualPx).map(({ seat }) => seat);
}
