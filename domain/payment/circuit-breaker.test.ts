import { describe, expect, it } from "vitest";
import { CLOSED, admit, afterFailure, afterSuccess, breakerPhase, type BreakerState } from "./circuit-breaker.ts";

const settings = { threshold: 3, timeoutMs: 60_000 };

function failing(times: number, nowMs: number): BreakerState {
  let state = CLOSED;
  for (let i = 0; i < times; i++) state = afterFailure(state, settings, nowMs);
  return state;
}

describe("the circuit breaker", () => {
  it("stays closed below the threshold and forgets failures after a success", () => {
    const state = failing(2, 0);
    expect(breakerPhase(state, settings, 0)).toBe("Closed");
    expect(admit(state, settings, 0).admission).toEqual({ admitted: true, isProbe: false });
    expect(afterSuccess(state, false)).toEqual(CLOSED);
  });

  it("opens at the threshold and says how long to wait", () => {
    const state = failing(3, 1_000);
    expect(breakerPhase(state, settings, 1_000)).toBe("Open");
    expect(admit(state, settings, 11_000)).toEqual({ state, admission: { admitted: false, retryAfterMs: 50_000 } });
  });

  it("lets exactly one probe through when the time is over", () => {
    const { state: probing, admission } = admit(failing(3, 0), settings, 60_000);
    expect(admission).toEqual({ admitted: true, isProbe: true });
    expect(breakerPhase(probing, settings, 60_000)).toBe("HalfOpen");
    expect(admit(probing, settings, 60_001).admission).toEqual({ admitted: false, retryAfterMs: 1_000 });
  });

  it("opens again when the probe fails, and closes when it succeeds", () => {
    const { state: probing } = admit(failing(3, 0), settings, 60_000);
    expect(breakerPhase(afterFailure(probing, settings, 60_000), settings, 119_999)).toBe("Open");
    expect(afterSuccess(probing, true)).toEqual(CLOSED);
  });

  it("stays open when a call that set out before comes back well", () => {
    expect(afterSuccess(failing(3, 0), false)).toEqual(failing(3, 0));
  });

  it("forgets a probe that never came back", () => {
    const { state: probing } = admit(failing(3, 0), settings, 60_000);
    expect(admit(probing, settings, 119_999).admission.admitted).toBe(false);
    expect(admit(probing, settings, 120_000).admission).toEqual({ admitted: true, isProbe: true });
  });
});
