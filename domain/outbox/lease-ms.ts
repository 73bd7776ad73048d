import { MINUTE_MS, SECOND_MS } from "../time.ts";

/** Of a row's first claim. */
export const FIRST_LEASE_MS = 30 * SECOND_MS;
/** Doubled so many times at most, and then the same for ever: what waits for a service is never far from its next try. */
export const MAX_DOUBLINGS = 2;
export const MAX_LEASE_MS = 2 * MINUTE_MS;

/** How long nobody else may claim a row, after so many claims before this one: 30 s, 1 min, then 2 min. */
export function leaseMs(claimsBefore: number): number {
  return FIRST_LEASE_MS * 2 ** Math.min(claimsBefore, MAX_DOUBLINGS);
}
