import { Redis } from "@upstash/redis/cloudflare";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { startRedisServer } from "../../../local/redis/start-redis-server.ts";
import {
  admit,
  afterFailure,
  afterSuccess,
  CLOSED,
  type BreakerState,
} from "../../../domain/payment/circuit-breaker.ts";
import { BREAKER_SCRIPT } from "./breaker-script.ts";

const TOKEN = "test-token";
const SETTINGS = { threshold: 3, timeoutMs: 60_000 };

const act = fc.constantFrom("admit", "succeed", "succeed as probe", "fail", "read");
const step = fc.record({ act, afterMs: fc.constantFrom(0, 1, 30_000, 59_999, 60_000, 60_001) });

/** What the script answers, by the pure machine. */
function decide(state: BreakerState, act: string, nowMs: number): { state: BreakerState; admission: number[] } {
  const admitted = [1, 0, 0];
  switch (act) {
    case "admit": {
      const { state: next, admission } = admit(state, SETTINGS, nowMs);
      if (admission.admitted) return { state: next, admission: [1, admission.isProbe ? 1 : 0, 0] };
      return { state: next, admission: [0, 0, admission.retryAfterMs] };
    }
    case "fail":
      return { state: afterFailure(state, SETTINGS, nowMs), admission: admitted };
    case "succeed":
    case "succeed as probe":
      return { state: afterSuccess(state, act !== "succeed"), admission: admitted };
    default:
      return { state, admission: admitted };
  }
}

describe("the circuit in Redis", () => {
  it("is the pure machine, whatever happens to it", async () => {
    const server = await startRedisServer({ port: 0, token: TOKEN });
    onTestFinished(() => server.stop());
    const redis = new Redis({ url: server.url, token: TOKEN, retry: { retries: 0 }, enableTelemetry: false });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const key = `breaker:${runs++}`;
        let nowMs = Date.UTC(2030, 0, 1);
        let state = CLOSED;
        for (const { act, afterMs } of steps) {
          nowMs += afterMs;
          const words = [
            act.split(" ")[0],
            nowMs,
            SETTINGS.threshold,
            SETTINGS.timeoutMs,
            act.includes("probe") ? 1 : 0,
          ];
          const expected = decide(state, act, nowMs);
          state = expected.state;
          const { failures, openedAtMs, probeAtMs } = state;
          const reply = await redis.eval(BREAKER_SCRIPT, [key], words);
          expect(reply).toEqual([...expected.admission, failures, openedAtMs ?? -1, probeAtMs ?? -1]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
