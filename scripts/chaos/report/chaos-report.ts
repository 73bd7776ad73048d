import type { Judgement } from "../judge/judge-run.ts";
import type { FaultCost } from "./cost-of-faults.ts";

/** When what happened, since 1970. */
export interface Stretch {
  readonly calmFromMs: number;
  /** The first fault could come then, … */
  readonly fromMs: number;
  /** … and the last one was healed. */
  readonly toMs: number;
}

/** All that a run has shown; what `--json` writes. Times in ms. */
export interface ChaosReport extends Judgement {
  readonly seed: number;
  /** Of the faults, and of the stretch without any before them. */
  readonly durationMs: number;
  readonly calmMs: number;
  readonly timeScale: number;
  readonly cronEveryMs: number;
  /** How long what is held, and what is being paid, is kept. */
  readonly holdTtlMs: number;
  readonly paymentTtlMs: number;
  /** The commit of the older bundle, or why there was none. */
  readonly older: string;
  readonly faults: readonly FaultCost[];
  readonly buyers: number;
  readonly requests: number;
  readonly failedRequests: number;
  /** Answers that only a bug can give. */
  readonly internalErrors: number;
  /** How buyers' days ended, and why they were refused. */
  readonly visits: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  /** By what became of seats and money, in Postgres. */
  readonly bookings: readonly { readonly seats: string; readonly money: string | null; readonly bookings: number }[];
  readonly sold: number;
  readonly webhooks: number;
  readonly webhooksAgain: number;
  readonly published: number;
  readonly deliveriesAgain: number;
  /** From a webhook to its tickets, before the faults. */
  readonly ticketDelay: { readonly payments: number; readonly p50Ms: number | null; readonly p99Ms: number | null };
  /** From the last fault until nothing of a kind was on its way any more; null: something still was in the end. */
  readonly restAfterMs: Readonly<Record<string, number | null>>;
  /** Until nothing at all was; null: that did not come in time. */
  readonly quietAfterMs: number | null;
}
