import { SECOND_MS } from "../time.ts";
import type { RoomState } from "./room.ts";
import { meanSessionMs } from "./sessions.ts";

/** From there on the cap is what limits admission, not the rate. */
const NEARLY_FULL = 0.95;

/**
 * Passes per second as autopilot and cap leave the set rate; 0 while nobody is let in. At the cap one comes in for each who
 * goes, and active ÷ mean session go per second (Little's law).
 */
export function effectiveRatePerS(state: RoomState): number {
  const { settings, passes, autopilot, sessions } = state;
  if (settings.isPaused) return 0;
  const ratePerS = settings.ratePerS * autopilot.factor;
  if (passes.active < settings.maxActive * NEARLY_FULL) return ratePerS;
  return Math.min(ratePerS, (settings.maxActive * SECOND_MS) / meanSessionMs(sessions, settings.sessionTtlMs));
}
