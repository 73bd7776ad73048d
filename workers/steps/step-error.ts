import type { Refusal } from "../../domain/result.ts";

/** A step could not finish for now: the queue and the sweep deliver its message again. */
export class StepNotFinished extends Error {
  readonly reason: Refusal["reason"];

  constructor(step: string, refusal: Refusal) {
    super(`${step}: ${refusal.reason}`);
    this.name = "StepNotFinished";
    this.reason = refusal.reason;
  }
}

/** Refusals that say nothing about the booking, only that its object could not be asked. */
export function isPassing(refusal: Refusal): boolean {
  return ["unavailable", "overloaded", "internal_error", "event_not_configured"].includes(refusal.reason);
}
