/**
 * A circuit breaker as a pure state machine (Nygard, "Release It!"): after `threshold` failures in a row it opens; after
 * `timeoutMs` one call may try (half open); its success closes the circuit, its failure opens it again. Ours, because the kept
 * libraries (cockatiel, opossum) keep their state in one process, and each isolate would have to learn of an outage alone.
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

/** Of those who are refused while the probe is under way. */
export const PROBE_RETRY_AFTER_MS = 1_000;

export type Admission =
  | { readonly admitted: true; readonly isProbe: boolean }
  | { readonly admitted: false; readonly retryAfterMs: number };

/** May a call set out now? When it is the probe, the new state says so. */
export function admit(
  state: BreakerState,
  { timeoutMs }: BreakerSettings,
  nowMs: number,
): { readonly state: BreakerState; readonly admission: Admission } {
  if (state.openedAtMs === null) return { state, admission: { admitted: true, isProbe: false } };
  const openForMs = nowMs - state.openedAtMs;
  if (openForMs < timeoutMs) return { state, admission: { admitted: false, retryAfterMs: timeoutMs - openForMs } };
  const isProbeUnderWay = state.probeAtMs !== null && nowMs - state.probeAtMs < timeoutMs;
  if (isProbeUnderWay) return { state, admission: { admitted: false, retryAfterMs: PROBE_RETRY_AFTER_MS } };
  return { state: { ...state, probeAtMs: nowMs }, admission: { admitted: true, isProbe: true } };
}

/** A call that set out before the circuit opened says nothing about how the provider is now. */
export function afterSuccess(state: BreakerState, isProbe: boolean): BreakerState {
  return isProbe || state.openedAtMs === null ? CLOSED : state;
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
