import type { FaultNote } from "../adversary.ts";
import type { ChaosOptions } from "../chaos-options.ts";
import type { SaleTimes } from "../crowd/sales.ts";
import type { Tally } from "../crowd/tally.ts";
import type { Judgement } from "../judge/judge-run.ts";
import type { Figures } from "../judge/read-figures.ts";
import type { ChaosReport, Stretch } from "./chaos-report.ts";
import { costOfFaults } from "./cost-of-faults.ts";

/** How the run went, beside what was counted. */
export interface Story extends Stretch {
  readonly times: SaleTimes;
  readonly older: string;
  readonly buyers: number;
  readonly restAfterMs: ChaosReport["restAfterMs"];
  readonly isQuiet: boolean;
}

export function composeReport(
  { seed, durationMs, calmMs, timeScale, cronEveryMs }: ChaosOptions,
  { times, older, buyers, restAfterMs, isQuiet, calmFromMs, fromMs, toMs }: Story,
  notes: readonly FaultNote[],
  tally: Tally,
  figures: Figures,
  judgement: Judgement,
): ChaosReport {
  const { ticketDelays, soldAtMs, outcomes, ...counted } = figures;
  const calm = ticketDelays.filter(({ atMs }) => atMs >= calmFromMs && atMs < fromMs).map(({ tookMs }) => tookMs);
  return {
    seed,
    durationMs,
    calmMs,
    timeScale,
    cronEveryMs,
    ...times,
    older,
    faults: costOfFaults(notes, tally.failedAtMs, soldAtMs, { fromMs, toMs }),
    buyers,
    requests: tally.requests,
    failedRequests: tally.failedAtMs.length,
    internalErrors: tally.internalErrors,
    visits: Object.fromEntries(tally.outcomes),
    refusals: Object.fromEntries(tally.refusals),
    bookings: outcomes,
    sold: soldAtMs.length,
    ...counted,
    ticketDelay: { payments: calm.length, p50Ms: quantile(calm, 0.5), p99Ms: quantile(calm, 0.99) },
    restAfterMs,
    quietAfterMs: isQuiet ? Math.max(...Object.values(restAfterMs).map((afterMs) => afterMs ?? Infinity)) : null,
    ...judgement,
  };
}

/** The nearest rank; null of nothing. */
function quantile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(q * sorted.length) - 1] ?? null;
}
