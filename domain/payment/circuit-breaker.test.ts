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
    expect(admit(state, settings, 0).admitted).toBe(true);
    expect(afterSuccess().failures).toBe(0);
  });

  it("opens at the threshold and says how long to wait", () => {
    const state = failing(3, 1_000);
    expect(breakerPhase(state, settings, 1_000)).toBe("Open");
    expect(admit(state, settings, 11_000)).toEqual({ admitted: false, retryAfterMs: 50_000 });
  });

  it("lets exactly one probe through when the time is over", () => {
    const open = failing(3, 0);
    const probe = admit(open, settings, 60_000);
    expect(probe.admitted).toBe(true);
    const probing = probe.admitted ? probe.state : open;
    expect(breakerPhase(probing, settings, 60_000)).toBe("HalfOpen");
    expect(admit(probing, settings, 60_001).admitted).toBe(false);
  });

  it("opens again when the probe fails, and closes when it succeeds", () => {
    const open = failing(3, 0);
    expect(breakerPhase(afterFailure(open, settings, 60_000), settings, 60_001)).toBe("Open");
    expect(breakerPhase(afterSuccess(), settings, 60_001)).toBe("Closed");
  });

  it("forgets a probe that never came back", () => {
    const probe = admit(failing(3, 0), settings, 60_000);
    const probing = probe.admitted ? probe.state : CLOSED;
    expect(admit(probing, settings, 120_000).admitted).toBe(true);
  });
});
