import { describe, expect, it } from "vitest";
import { DEFAULT_QUEUE, type QueuePlace, type QueueSettings, type QueueSnapshot } from "../contract/waiting-room.ts";
import { estimate } from "./estimate.ts";
import { JoinCurve } from "./join-curve.ts";
import { joinedBefore } from "./joined-before.ts";
import { START_MS, START_S } from "./testing/hall.ts";

const NOW_MS = START_MS + 600_000;
const settings: QueueSettings = { ...DEFAULT_QUEUE, mode: "on", ratePerS: 100 };

/** A thousand joined in each of the 500 seconds before 100 s ago; those of the first hundred have been invited. */
const SNAPSHOT: QueueSnapshot = {
  atMs: NOW_MS,
  gates: 0,
  settings,
  phase: "open",
  needsPass: true,
  isOpenToAll: false,
  drawKey: "ab",
  threshold: { second: START_S + 100, key: 0 },
  joined: [
    [START_S, 0],
    [START_S + 500, 500_000],
  ],
  presentShare: 0.5,
  effectiveRatePerS: 100,
  active: 0,
  front: { second: START_S + 100, key: 0 },
};

const at = (second: number, key = 0): QueuePlace => ({ second: START_S + second, key });

describe("what a visitor is told", () => {
  it("is how many are ahead, of whom some will not come back, and when it is his turn", () => {
    expect(estimate(SNAPSHOT, at(300), NOW_MS, 0)).toMatchObject({
      ahead: 200_000,
      position: 200_001,
      etaMs: 1_000_000,
    });
    expect(estimate(SNAPSHOT, at(300, 2 ** 47), NOW_MS, 0)).toMatchObject({ ahead: 200_500 });
    expect(estimate(SNAPSHOT, at(50), NOW_MS, 0)).toMatchObject({ ahead: 0, position: 1, etaMs: 0 });
  });

  it("counts from who got the last pass, where more are invited than there is room for", () => {
    const snapshot = { ...SNAPSHOT, front: { second: START_S + 80, key: 0 } };
    expect(estimate(snapshot, at(90), NOW_MS, 0)).toMatchObject({ ahead: 10_000, etaMs: 50_000 });
    const { front: _, ...older } = SNAPSHOT;
    expect(estimate(older, at(101), NOW_MS, 0)).toMatchObject({ ahead: 1_000 });
  });

  it("is that nobody knows when it goes on, while it is paused", () => {
    const paused = { ...SNAPSHOT, phase: "paused", effectiveRatePerS: 0 } as const;
    const { etaMs, ahead, pollAfterMs } = estimate(paused, at(101), NOW_MS, 0.5);
    expect([etaMs, ahead]).toEqual([null, 1_000]);
    expect(pollAfterMs).toBeGreaterThan(3_000);
  });

  it("is nothing of a place before the draw", () => {
    const lobby = { ...SNAPSHOT, phase: "lobby", drawKey: null } as const;
    expect(estimate(lobby, null, NOW_MS, 0)).toMatchObject({ position: null, ahead: null, etaMs: null });
  });

  it("takes a second's completion into account for who has just joined", () => {
    const quiet = { ...SNAPSHOT, joined: [], threshold: at(597), front: at(590) };
    expect(estimate(quiet, at(600), NOW_MS, 0).etaMs).toBe(4_000);
  });
});

describe("the next poll", () => {
  const pollAfter = (second: number, jitter: number, snapshot = SNAPSHOT): number =>
    estimate(snapshot, at(second), NOW_MS, jitter).pollAfterMs;

  it("grows with the time that is left, to five minutes, and is at least 1 to 2 s", () => {
    expect([50, 101, 110, 140, 400].map((second) => pollAfter(second, 0))).toEqual([
      1_000, 1_250, 12_500, 50_000, 300_000,
    ]);
    expect(pollAfter(50, 0.999)).toBe(1_999);
  });

  it("comes sooner by its jitter, never later", () => {
    for (const jitter of [0, 0.3, 0.9]) {
      expect(pollAfter(140, jitter)).toBeLessThanOrEqual(50_000);
      expect(pollAfter(140, jitter)).toBeGreaterThanOrEqual(35_000);
    }
  });

  it("is within 4 s for who is invited, so that he is back before the ready list is empty", () => {
    const snapshot = { ...SNAPSHOT, front: at(10) };
    expect(pollAfter(99, 0, snapshot)).toBe(4_000);
  });

  it("is in time for a burst, where passes come at a tenth of the set rate", () => {
    const capped = { ...SNAPSHOT, effectiveRatePerS: 10 };
    expect(pollAfter(101, 0, capped)).toBeLessThanOrEqual(5_000 / 4);
    expect(pollAfter(112, 0, capped)).toBe(50_000);
  });

  it("makes a bounded number of polls a second, all together, however long the queue", () => {
    const pollsPerS = (joinedPerS: number): number => {
      const joined = [[START_S, 0] as const, [START_S + 500, 500 * joinedPerS] as const];
      const snapshot = { ...SNAPSHOT, joined, threshold: at(0), front: at(0) };
      let polls = 0;
      for (let i = 0; i < 5_000; i++) {
        const second = (500 * (i + 0.5)) / 5_000;
        const place = at(Math.floor(second), (second % 1) * 2 ** 48);
        const each = (500 * joinedPerS * snapshot.presentShare) / 5_000;
        polls += (each * 1_000) / estimate(snapshot, place, NOW_MS, 0.5).pollAfterMs;
      }
      return polls;
    };
    // 100 passes a second: 4 × 100 × ln(time to clear ÷ 8 s) and those who wait longer than 20 minutes every 5.
    expect(pollsPerS(240)).toBeLessThan(4_500);
    expect(pollsPerS(2_400)).toBeLessThan(8_000);
  });

  it("is spread over the number of people before and after the lobby closes", () => {
    const lobby = (joined: number, opensInMs: number): QueueSnapshot => ({
      ...SNAPSHOT,
      phase: opensInMs > 0 ? "lobby" : "drawing",
      drawKey: null,
      settings: { ...settings, opensAtMs: NOW_MS + opensInMs },
      joined: [
        [0, 0],
        [1, joined],
      ],
    });
    const after = (joined: number, opensInMs: number, jitter: number): number =>
      estimate(lobby(joined, opensInMs), null, NOW_MS, jitter).pollAfterMs;
    expect(after(1_000, 3_600_000, 0)).toBe(300_000);
    expect(after(1_000, 100_000, 0)).toBe(25_000);
    // The last poll before the opening is one just after it, spread over 25,000 a second.
    expect([0, 0.5].map((jitter) => after(1_000_000, 30_000, jitter))).toEqual([30_000, 50_000]);
    expect(after(1_000_000, 0, 0.5)).toBe(20_000);
  });
});

describe("the curve of joins", () => {
  it("counts before each second, with the present as its last point, late reports and empty seconds too", () => {
    const curve = new JoinCurve();
    expect(curve.points()).toEqual([]);
    for (const [second, count] of [
      [10, 5],
      [20, 1],
      [11, 2],
      [10, 1],
      [0, 100],
    ] as const) {
      curve.add(second, count);
    }
    const before = (second: number): number => joinedBefore(curve.points(), { second, key: 0 });
    expect([0, 1, 5, 10, 11, 20, 21, 99].map(before)).toEqual([0, 100, 100, 100, 106, 108, 109, 109]);
    expect(curve.total).toBe(109);
    expect(JoinCurve.from(curve.points()).points()).toEqual(curve.points());
  });

  it("has at most 256 points however long the sale, and stays within a hundredth of the truth", () => {
    const curve = new JoinCurve();
    const counts = Array.from({ length: 5_000 }, (_, s) => (s < 60 ? 10_000 : s % 7));
    for (const [s, count] of counts.entries()) if (count > 0) curve.add(START_S + s, count);
    expect(curve.points().length).toBeLessThanOrEqual(256);
    let truth = 0;
    for (const [s, count] of counts.entries()) {
      const told = joinedBefore(curve.points(), at(s));
      expect(Math.abs(told - truth)).toBeLessThanOrEqual(curve.total / 100);
      truth += count;
    }
  });
});
