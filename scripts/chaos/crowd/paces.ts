import { MINUTE_MS, SECOND_MS } from "../../../domain/time.ts";
import type { SaleTimes } from "./sales.ts";

const LONGEST_PAYMENT_MS = 30 * SECOND_MS;
const SHORTEST_PAYMENT_MS = 6 * SECOND_MS;
const SHORTEST_PATIENCE_MS = 15 * SECOND_MS;

export interface Paces extends SaleTimes {
  /** How long somebody asks for one thing before he gives up: longer than any fault lasts. */
  readonly patienceMs: number;
}

/** How fast life is in a run of so many milliseconds: those who walk away, and those who pay late, do so within it. */
export function pacesOf(durationMs: number): Paces {
  const paymentTtlMs = Math.round(Math.min(LONGEST_PAYMENT_MS, Math.max(SHORTEST_PAYMENT_MS, durationMs / 4)));
  return {
    holdTtlMs: Math.round(paymentTtlMs / 1.5),
    paymentTtlMs,
    patienceMs: Math.min(MINUTE_MS, Math.max(SHORTEST_PATIENCE_MS, durationMs / 4)),
  };
}
