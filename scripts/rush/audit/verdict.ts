import type { Evidence, Terms } from "./evidence.ts";
import type { Notes } from "./notes.ts";

export const INVARIANTS = {
  I1: "A seat is sold at most once; the counts add up to the house",
  I2: "Every payment ends captured with valid tickets, voided or refunded in full",
  I3: "Every acknowledged answer is still true",
  I4: "A double click has one effect and one answer",
  I5: "Nobody holds without a pass of his own; rate and cap are never passed",
  I6: "A hold that was walked away from is sellable again at its deadline",
  I7: "Every domain event took effect, once",
  I8: "No buyer has more than the event's limit",
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Verdict {
  readonly invariant: Invariant;
  /** false: broken. null: the sale gave nothing to judge it by. */
  readonly holds: boolean | null;
  /** What was compared, with numbers. */
  readonly evidence: readonly string[];
  /** What breaks it, each by name. */
  readonly faults: readonly string[];
}

/** Holds one invariant against what fans were told and what is written. Pure. */
export type Judge = (terms: Terms, notes: Notes, evidence: Evidence) => Verdict;

/** `cases`: how many things there were to judge by; a sale that did nothing proves nothing. */
export function verdict(
  invariant: Invariant,
  cases: number,
  evidence: readonly string[],
  faults: readonly string[],
): Verdict {
  const isKept = cases === 0 ? null : true;
  return { invariant, holds: faults.length > 0 ? false : isKept, evidence, faults };
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
