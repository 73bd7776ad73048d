import { SECOND_MS } from "../time.ts";
import { isOpenToAll, phaseOf } from "./phase-of.ts";
import type { RoomState } from "./room.ts";

/** What was not used, for want of visitors or room, is kept for so long: after it no burst is larger. */
export const KEPT_ALLOWANCE_S = 0.25;

/**
 * Adds what the rate has owed since the last time; nothing while the rate is not what limits. Never more than a second's worth is
 * owed, and what is kept of the time before: however often it is reckoned, it does not pile up.
 */
export function accrueAllowance(state: RoomState, nowMs: number): void {
  const { issuing, settings, autopilot } = state;
  const sinceMs = Math.min(SECOND_MS, Math.max(0, nowMs - issuing.atMs));
  issuing.atMs = nowMs;
  if (isOpenToAll(state, nowMs) || phaseOf(state, nowMs) !== "open") issuing.allowance = 0;
  else {
    const ratePerS = settings.ratePerS * autopilot.factor;
    const accrued = issuing.allowance + (ratePerS * sinceMs) / SECOND_MS;
    issuing.allowance = Math.min(accrued, Math.max(1, ratePerS) + Math.max(1, ratePerS * KEPT_ALLOWANCE_S));
  }
}
