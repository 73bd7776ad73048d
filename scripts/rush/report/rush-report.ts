import type { LatencySketch } from "../latency-sketch.ts";
import type { Notes } from "../audit/notes.ts";
import type { Verdict } from "../audit/verdict.ts";
import type { Measures, Sample } from "../crowd/measures.ts";
import { OUTCOMES, STEPS, type Outcome } from "../fan/move.ts";
import type { RushOptions } from "../rush-options.ts";

export interface StepRow {
  readonly label: string;
  readonly count: number;
  /** In ms; null where nobody asked. */
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface RefusalRow {
  readonly code: string;
  readonly count: number;
  /** Where it was met, most often first. */
  readonly steps: readonly string[];
}

/** What is printed and drawn. */
export interface RushReport {
  readonly options: RushOptions;
  /** How to run the same sale again. */
  readonly command: string;
  readonly startedAt: Date;
  readonly tookMs: number;
  readonly requests: number;
  /** Fans who were still waiting or buying when the time was over. */
  readonly cutOff: number;
  readonly joined: number;
  readonly admitted: number;
  readonly bookingsSold: number;
  readonly seatsSold: number;
  readonly samples: readonly Sample[];
  /** Passes by the second in which they were issued, from the opening on. */
  readonly issuedPerS: readonly number[];
  readonly outcomes: readonly { readonly label: string; readonly count: number }[];
  readonly refusals: readonly RefusalRow[];
  readonly steps: readonly StepRow[];
  readonly verdicts: readonly Verdict[];
}

export interface Sale {
  readonly options: RushOptions;
  readonly command: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly cutOff: number;
}

export function rushReport(sale: Sale, notes: Notes, measures: Measures, verdicts: readonly Verdict[]): RushReport {
  const sold = [...notes.held.values()].filter(({ paidAtMs }) => paidAtMs !== null);
  return {
    options: sale.options,
    command: sale.command,
    startedAt: new Date(sale.openedAtMs),
    tookMs: sale.closedAtMs - sale.openedAtMs,
    requests: measures.replies,
    cutOff: sale.cutOff,
    joined: notes.joined,
    admitted: notes.admitted,
    bookingsSold: sold.length,
    seatsSold: notes.seatsSold,
    samples: measures.samples,
    issuedPerS: issuedPerSecond(notes, sale.openedAtMs, measures.samples.length),
    outcomes: (Object.keys(OUTCOMES) as Outcome[])
      .map((outcome) => ({ label: OUTCOMES[outcome], count: notes.outcomes.get(outcome) ?? 0 }))
      .filter(({ count }) => count > 0),
    refusals: refusalRows(notes),
    steps: stepRows(notes, measures),
    verdicts,
  };
}

function issuedPerSecond({ passes }: Notes, openedAtMs: number, seconds: number): number[] {
  const issued = Array.from({ length: seconds }, () => 0);
  for (const { issuedAtMs } of [...passes.values()].flat()) {
    const second = Math.floor((issuedAtMs - openedAtMs) / 1_000);
    if (second >= 0 && second < seconds) issued[second] = (issued[second] ?? 0) + 1;
  }
  return issued;
}

function refusalRows({ refusals }: Notes): RefusalRow[] {
  const all = [...refusals].flatMap(([step, codes]) => [...codes].map(([code, count]) => ({ step, code, count })));
  return [...Map.groupBy(all, ({ code }) => code)]
    .map(([code, met]) => ({
      code,
      count: met.reduce((sum, { count }) => sum + count, 0),
      steps: met.toSorted((a, b) => b.count - a.count).map(({ step }) => STEPS[step]),
    }))
    .toSorted((a, b) => b.count - a.count);
}

function stepRows(notes: Notes, { steps, lag }: Measures): StepRow[] {
  const asked = [...steps]
    .filter(([, sketch]) => sketch.count > 0)
    .map(([step, sketch]) => stepRow(STEPS[step], sketch));
  return [
    ...asked,
    stepRow("paid: from pressing Pay to being told so", notes.paidAfter),
    stepRow("how late the crowd itself was", lag),
  ];
}

function stepRow(label: string, sketch: LatencySketch): StepRow {
  return { label, count: sketch.count, p50: sketch.quantile(0.5) ?? null, p99: sketch.quantile(0.99) ?? null };
}
