/**
 * Slows admission while the sale behind it is in trouble, by itself: down by 30 % a second, to a tenth at worst; up again by
 * 5 % of the set rate a second, so that a service that comes back is not run over.
 */
import type { QueueLoad } from "../contract/waiting-room.ts";
import { SECOND_MS } from "../time.ts";
import { RecentCount } from "./recent-count.ts";

const SLOWER = 0.7;
const SLOWEST = 0.1;
const RECOVERY_PER_S = 0.05;
const PROVIDER_DOWN_FOR_MS = 5 * SECOND_MS;
const WINDOW_S = 10;
const SLOW_SHARE = 0.01;
/** Fewer slow holds say nothing about the slowest hundredth. */
const FEWEST_SLOW = 5;

export interface Autopilot {
  /** Of the set rate, 0.1 ≤ factor ≤ 1. */
  factor: number;
  steppedAtMs: number;
  providerDownAtMs: number;
  readonly holds: RecentCount;
  readonly slowHolds: RecentCount;
}

export function createAutopilot(nowMs: number): Autopilot {
  return {
    factor: 1,
    steppedAtMs: nowMs,
    providerDownAtMs: -Infinity,
    holds: new RecentCount(WINDOW_S),
    slowHolds: new RecentCount(WINDOW_S),
  };
}

export function noteLoad(autopilot: Autopilot, load: QueueLoad, nowMs: number): void {
  autopilot.holds.add(load.holds, nowMs);
  autopilot.slowHolds.add(load.slowHolds, nowMs);
  if (load.isProviderDown) autopilot.providerDownAtMs = nowMs;
}

/** One step a second at most, however often it is called. */
export function stepAutopilot(autopilot: Autopilot, nowMs: number): void {
  const sinceMs = nowMs - autopilot.steppedAtMs;
  if (sinceMs >= 0 && sinceMs < SECOND_MS) return;
  autopilot.steppedAtMs = nowMs;
  autopilot.factor = isInTrouble(autopilot, nowMs)
    ? Math.max(SLOWEST, autopilot.factor * SLOWER)
    : Math.min(1, autopilot.factor + RECOVERY_PER_S);
}

function isInTrouble({ providerDownAtMs, holds, slowHolds }: Autopilot, nowMs: number): boolean {
  const downForMs = nowMs - providerDownAtMs;
  if (downForMs >= 0 && downForMs < PROVIDER_DOWN_FOR_MS) return true;
  const slow = slowHolds.sum(nowMs);
  return slow >= FEWEST_SLOW && slow > holds.sum(nowMs) * SLOW_SHARE;
}
