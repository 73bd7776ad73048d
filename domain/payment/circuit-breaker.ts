/**
 * A circuit breaker as a pure state machine (Nygard, "Release It!"): after `threshold` failures in a row it opens; after
 * `timeoutMs` one call may try (half open); its success closes the circuit, its failure opens it again.
 */
export interface BreakerSettings {
  readonly threshold: number;
  readonly timeoutMs: number;
}

export interface BreakerState {
  readonly failures: number;
  /** Null while closed. */
  readonly openedAtMs: number | null;
  /** When the probe of a half-open circuit set out; one at a time, and a lost one is forgotten after `timeoutMs`. */
  readonly probeAtMs: number | null;
}

export const CLOSED: BreakerState = { failures: 0, openedAtMs: null, probeAtMs: null };

export type Admission =
  | { readonly admitted: true; readonly state: BreakerState }
  | { readonly admitted: false; readonly retryAfterMs: number };

/** May a call set out now? When it is the probe, the returned state says so. */
export function admit(state: BreakerState, { timeoutMs }: BreakerSettings, nowMs: number): Admission {
  if (state.openedAtMs === null) return { admitted: true, state };
  const openForMs = nowMs - state.openedAtMs;
  if (openForMs < timeoutMs) return { admitted: false, retryAfterMs: timeoutMs - openForMs };
  const probeUnderWay = state.probeAtMs !== null && nowMs - state.probeAtMs < timeoutMs;
  if (probeUnderWay) return { admitted: false, retryAfterMs: 1_000 };
  return { admitted: true, state: { ...state, probeAtMs: nowMs } };
}

export function afterSuccess(): BreakerState {
  return CLOSED;
}

export function afterFailure(state: BreakerState, { threshold }: BreakerSettings, nowMs: number): BreakerState {
  const failures = state.failures + 1;
  const opens = state.openedAtMs !== null || failures >= threshold;
  return { failures, openedAtMs: opens ? nowMs : null, probeAtMs: null };
}

export function breakerPhase(
  state: BreakerState,
  { timeoutMs }: BreakerSettings,
  nowMs: number,
): "Closed" | "Open" | "HalfOpen" {
  if (state.openedAtMs === null) return "Closed";
  return nowMs - state.openedAtMs < timeoutMs ? "Open" : "HalfOpen";
}
