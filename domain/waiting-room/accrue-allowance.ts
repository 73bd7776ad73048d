import { SECOND_MS } from "../time.ts";
import { isOpenToAll, phaseOf } from "./phase-of.ts";
import type { RoomState } from "./room.ts";

/** Adds what the rate has owed since the last time, for a second at most; nothing while the rate is not what limits. */
export function accrueAllowance(state: RoomState, nowMs: number): void {
  const { issuing, settings, autopilot } = state;
  const sinceMs = Math.min(SECOND_MS, Math.max(0, nowMs - issuing.atMs));
  issuing.atMs = nowMs;
  if (isOpenToAll(state, nowMs) || phaseOf(state, nowMs) !== "open") issuing.allowance = 0;
  else issuing.allowance += (settings.ratePerS * autopilot.factor * sinceMs) / SECOND_MS;
}
