import type { FaultNote } from "../adversary.ts";
import { FAULT_KINDS, FAULTS, type FaultKind } from "../plan/fault-kinds.ts";

export interface FaultCost {
  readonly kind: FaultKind;
  readonly says: string;
  readonly times: number;
  /** Requests without an answer or with 500 and above, while one of the kind lasted or shortly after. */
  readonly failed: number;
  /** The longest time between two sales that one of the kind fell into; null: nothing was sold at all. */
  readonly longestGapMs: number | null;
}

/** A fault is felt a little longer than it lasts. */
const AFTERMATH_MS = 2_000;

/**
 * What each kind of fault cost, in the order of kinds. Faults overlap: what happened is laid to the charge of each that could have
 * done it.
 *
 * @param fromMs, toMs between which things were sold; the time before the first sale and after the last one counts too
 */
export function costOfFaults(
  notes: readonly FaultNote[],
  failedAtMs: readonly number[],
  soldAtMs: readonly number[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly FaultCost[] {
  const gaps = gapsBetween([fromMs, ...soldAtMs.filter((atMs) => atMs > fromMs && atMs < toMs), toMs]);
  return FAULT_KINDS.flatMap((kind) => {
    const ofKind = notes.filter((note) => note.kind === kind);
    if (ofKind.length === 0) return [];
    const isFelt = (atMs: number) => ofKind.some((note) => atMs >= note.fromMs && atMs <= note.toMs + AFTERMATH_MS);
    const felt = gaps.filter((gap) => ofKind.some((note) => gap.fromMs <= note.toMs && gap.toMs >= note.fromMs));
    return [
      {
        kind,
        says: FAULTS[kind].says,
        times: ofKind.length,
        failed: failedAtMs.filter(isFelt).length,
        longestGapMs: soldAtMs.length === 0 ? null : Math.max(...felt.map((gap) => gap.toMs - gap.fromMs)),
      },
    ];
  });
}

function gapsBetween(times: readonly number[]): { readonly fromMs: number; readonly toMs: number }[] {
  return times.slice(1).map((toMs, i) => ({ fromMs: times[i] ?? toMs, toMs }));
}
