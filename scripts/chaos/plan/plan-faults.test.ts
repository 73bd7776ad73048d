import { describe, expect, it } from "vitest";
import { FAULT_KINDS, FAULTS, type Victim } from "./fault-kinds.ts";
import { planFaults, type PlannedFault } from "./plan-faults.ts";

const TEN_MINUTES = { kinds: FAULT_KINDS, durationMs: 600_000, everyMs: 4_000 };
const SHORT = { kinds: FAULT_KINDS, durationMs: 15_000, everyMs: 500 };
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

/** When each victim suffers, in the order of time. */
function sufferings(plan: readonly PlannedFault[]): Map<Victim, PlannedFault[]> {
  const found = new Map<Victim, PlannedFault[]>();
  for (const fault of plan)
    for (const victim of FAULTS[fault.kind].victims) found.set(victim, [...(found.get(victim) ?? []), fault]);
  return found;
}

describe("a plan of faults", () => {
  it("is the same for the same seed, and another one for another", () => {
    expect(planFaults({ ...TEN_MINUTES, seed: 7 })).toEqual(planFaults({ ...TEN_MINUTES, seed: 7 }));
    expect(planFaults({ ...TEN_MINUTES, seed: 7 })).not.toEqual(planFaults({ ...TEN_MINUTES, seed: 8 }));
  });

  it("of ten minutes has each kind, and about as many faults as it should", () => {
    for (const seed of SEEDS) {
      const plan = planFaults({ ...TEN_MINUTES, seed });
      expect(new Set(plan.map(({ kind }) => kind)).size).toBe(FAULT_KINDS.length);
      expect(plan.length).toBeGreaterThan(100);
      expect(plan.length).toBeLessThan(200);
    }
  });

  it("is over when its time is over", () => {
    for (const seed of SEEDS) {
      for (const options of [TEN_MINUTES, SHORT]) {
        const ends = planFaults({ ...options, seed }).map(({ atMs, forMs }) => atMs + forMs);
        expect(Math.max(...ends)).toBeLessThanOrEqual(options.durationMs);
      }
    }
  });

  it("lets each victim rest for five seconds: no process dies five times within ten", () => {
    for (const seed of SEEDS) {
      for (const options of [TEN_MINUTES, SHORT]) {
        for (const faults of sufferings(planFaults({ ...options, seed })).values()) {
          const rests = faults.slice(1).map(({ atMs }, i) => {
            const before = faults[i] ?? { atMs: 0, forMs: 0 };
            return atMs - before.atMs - before.forMs;
          });
          expect(rests.filter((restMs) => restMs < 5_000)).toEqual([]);
        }
      }
    }
  });

  it("keeps to the kinds that are asked for, and to nothing when none is", () => {
    const plan = planFaults({ ...TEN_MINUTES, kinds: ["kill-redis"], seed: 1 });
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(["kill-redis"]));
    expect(plan.length).toBeGreaterThan(60);
    expect(planFaults({ ...TEN_MINUTES, kinds: [], seed: 1 })).toEqual([]);
  });
});
