import type { PlanShape } from "./plan-shape.ts";

/**
 * A seating plan as Sluice keeps it (persisted in `plans.layout`) and works on it: columns, because a stadium has
 * 100,000 seats and a Worker 128 MB. A seat is its index in these columns, in plan order (zone, row, seat); indexes
 * never change once an event uses the plan.
 */
export interface PlanLayout {
  readonly name: string;
  /** Of the drawing, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly categories: readonly { readonly name: string; readonly color: string | null }[];
  readonly zones: readonly { readonly name: string }[];
  readonly rows: readonly PlanRow[];
  readonly seats: {
    /** The plan's own id of the seat, unique in the plan; not shown to people. */
    readonly guid: readonly string[];
    /** As printed on the chair. */
    readonly label: readonly string[];
    /** Index into `categories`. */
    readonly category: readonly number[];
    /** Absolute, in pixels of the drawing. */
    readonly x: readonly number[];
    readonly y: readonly number[];
  };
  /** What is drawn beside seats: stage, bar, standing area. Sellable only where the event gives one a capacity. */
  readonly shapes: readonly PlanShape[];
}

export interface PlanRow {
  /** Index into `zones`. */
  readonly zone: number;
  /** As drawn at the row's end: "A", "12". */
  readonly label: string;
  readonly firstSeat: number;
  readonly seatCount: number;
}
