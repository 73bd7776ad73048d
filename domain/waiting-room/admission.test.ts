import { describe, expect, it } from "vitest";
import { KEY_RANGE, YOUNGEST_INVITED_MS, type Presence } from "../contract/waiting-room.ts";
import { completeDraw, drawDueAtMs } from "./draw.ts";
import { isBefore } from "./is-before.ts";
import { phaseOf } from "./phase-of.ts";
import { snapshotOf } from "./snapshot-of.ts";
import { Hall, here, START_MS, START_S, visitor } from "./testing/hall.ts";

const crowd = (count: number, from = 0): readonly Presence[] => Array.from({ length: count }, (_, n) => here(from + n));
const numbersOf = (passes: readonly { readonly visitor: string }[]): readonly number[] =>
  passes.map((pass) => Number(pass.visitor.slice(4)));

describe("passes", () => {
  it("go to the lowest places of those who are here, in order, whoever came first", () => {
    const hall = new Hall({ ratePerS: 4 });
    hall.report([here(3), here(1), here(2), here(0)].toReversed());
    hall.nowMs += 1_000;
    expect(numbersOf(hall.tick())).toEqual([0, 1, 2, 3]);
  });

  it.each([0.5, 3, 10, 49, 50, 333])("come at exactly %d a second while enough are here", (ratePerS) => {
    const hall = new Hall({ ratePerS, maxActive: 100_000 });
    const present = crowd(Math.ceil(ratePerS * 40));
    let admitted = 0;
    const waiting = (): readonly Presence[] => present.slice(admitted, admitted + Math.ceil(ratePerS * 5) + 1);
    for (let s = 0; s < 30; s++) admitted += hall.run(1, waiting).length;
    expect(Math.abs(admitted - ratePerS * 30)).toBeLessThanOrEqual(Math.max(1, ratePerS * 0.3));
  });

  it("do not come faster after a time in which nobody was here", () => {
    const hall = new Hall({ ratePerS: 100 });
    hall.run(60, () => []);
    expect(hall.run(1, () => crowd(500)).length).toBeLessThanOrEqual(150);
    hall.nowMs += 3_600_000;
    hall.report(crowd(500, 500));
    expect(hall.tick().length).toBeLessThanOrEqual(125);
  });

  it.each([20, 49, 333])(
    "at %d a second stay within the rate in every ten seconds, also when ticks come late",
    (ratePerS) => {
      const hall = new Hall({ ratePerS, maxActive: 100_000 });
      const present = crowd(ratePerS * 70);
      const issued: number[] = [];
      for (let tick = 0; hall.nowMs < START_MS + 60_000; tick++) {
        // Most in time, some a second late, as a busy object has them.
        hall.nowMs += tick % 7 === 3 ? 1_100 : 250 + (tick % 3) * 40;
        hall.report(present.slice(issued.length, issued.length + 5 * ratePerS));
        for (const _ of hall.tick()) issued.push(hall.nowMs);
      }
      expect(issued.length).toBeGreaterThan(ratePerS * 54);
      for (const [first, atMs] of issued.entries()) {
        const inWindow = issued.slice(first).findIndex((otherMs) => otherMs >= atMs + 10_000);
        expect(inWindow).toBeLessThanOrEqual(ratePerS * 10 * 1.05);
      }
    },
  );

  it("wait while the cap is reached, and go on as soon as somebody has left", () => {
    const hall = new Hall({ ratePerS: 10, maxActive: 3 });
    hall.run(5, () => crowd(20));
    expect(hall.state.passes.active).toBe(3);
    hall.leave(0);
    expect(numbersOf(hall.run(1, () => crowd(20)))).toEqual([3]);
    expect(hall.state.passes.active).toBe(3);
  });

  it("are not given while it is paused, nor in a burst after it", () => {
    const hall = new Hall({ ratePerS: 10 });
    hall.state.settings = { ...hall.state.settings, isPaused: true };
    const { threshold } = hall.state.invitation;
    expect(hall.run(30, () => crowd(50))).toEqual([]);
    expect(hall.state.invitation.threshold).toEqual(threshold);
    expect(snapshotOf(hall.state, hall.nowMs, 4)).toMatchObject({ phase: "paused", effectiveRatePerS: 0, gates: 4 });
    hall.state.settings = { ...hall.state.settings, isPaused: false };
    expect(hall.run(1, () => crowd(50)).length).toBeLessThanOrEqual(10);
  });

  it("do not go to somebody who was not seen for ten seconds", () => {
    const hall = new Hall({ ratePerS: 0.1 });
    hall.report([here(0)]);
    hall.nowMs += 8_000;
    hall.report([here(1)]);
    hall.nowMs += 2_500;
    for (let i = 0; i < 100 && hall.issued.length === 0; i++) {
      hall.nowMs += 1_000;
      hall.report([here(1)]);
      hall.tick();
    }
    expect(numbersOf(hall.issued)).toEqual([1]);
  });

  it("are owed to the gate that reported last, once, and again to who is reported again", () => {
    const hall = new Hall();
    hall.report([here(0)], undefined, 1);
    hall.report([here(0)], undefined, 2);
    hall.nowMs += 1_000;
    const passes = hall.tick();
    expect([hall.owed(1), hall.owed(2), hall.owed(2)]).toEqual([[], passes, []]);
    expect(hall.report([here(0)], undefined, 1)).toEqual([]);
    expect(hall.owed(1)).toEqual(passes);
  });

  it("share a row: at a low rate there are two rows a second at most, at a high one ten", () => {
    for (const [ratePerS, rows] of [
      [40, 2],
      [400, 10],
    ] as const) {
      const hall = new Hall({ ratePerS });
      for (let i = 0; i < 200; i++) {
        hall.nowMs += 10;
        hall.report(crowd(1_000).filter((one) => hall.state.passes.of(one.visitor) === undefined));
        hall.tick();
      }
      expect(hall.batches.length).toBeLessThanOrEqual(rows * 2);
      expect(hall.issued.length).toBeGreaterThan(ratePerS * 1.5);
    }
  });
});

describe("the ready list", () => {
  it("is bounded, and the highest place gives way", () => {
    const hall = new Hall({ ratePerS: 2 });
    hall.report(crowd(15, 10));
    expect(hall.state.ready.size).toBe(10);
    hall.report([here(0)]);
    expect(hall.state.ready.size).toBe(10);
    hall.nowMs += 1_000;
    expect(numbersOf(hall.tick())).toEqual([0, 10]);
  });

  it("has one entry per visitor, at the lowest place that he has shown", () => {
    const hall = new Hall({ ratePerS: 1 });
    const again = [here(5, 10), here(5, 60), here(5, 20)];
    hall.report([here(1, 30), ...again]);
    expect(hall.state.ready.size).toBe(2);
    hall.nowMs += 1_000;
    expect(numbersOf(hall.tick())).toEqual([5]);
    expect(hall.run(3, () => again)).not.toContainEqual(expect.objectContaining({ visitor: visitor(5) }));
  });
});

describe("the invitation", () => {
  const joining = (n: number, second: number): Presence => ({
    visitor: visitor(n),
    place: { second, key: n % KEY_RANGE },
    joinedAtS: second,
  });

  it("never includes a second that is younger than 3 s, and never goes back", () => {
    const hall = new Hall({ ratePerS: 100 });
    let before = hall.state.invitation.threshold;
    for (let i = 0; i < 200; i++) {
      hall.nowMs += i % 17 === 0 ? -700 : 250;
      hall.tick();
      const { threshold } = hall.state.invitation;
      expect(isBefore(threshold, before)).toBe(false);
      if (isBefore(before, threshold))
        expect(threshold.second * 1_000 + YOUNGEST_INVITED_MS).toBeLessThanOrEqual(hall.nowMs);
      before = threshold;
    }
    expect(before.second).toBeGreaterThan(START_S + 30);
  });

  it("leaves out who is beyond it, however often he is reported", () => {
    const hall = new Hall();
    expect(hall.run(2, () => [joining(0, START_S + 1)])).toEqual([]);
    expect(hall.state.ready.size).toBe(0);
    hall.run(4, () => [joining(0, START_S + 1)]);
    expect(numbersOf(hall.issued)).toEqual([0]);
  });

  it("stops when the ready list is full, and moves on when it empties", () => {
    const hall = new Hall({ ratePerS: 10, maxActive: 1 });
    const everybody = (): readonly Presence[] =>
      Array.from({ length: 2_000 }, (_, n) => joining(n, START_S + Math.floor(n / 100))).filter(({ place }) =>
        isBefore(place, hall.state.invitation.threshold),
      );
    hall.run(20, everybody);
    const { threshold } = hall.state.invitation;
    expect(hall.state.ready.size).toBe(50);
    expect(threshold.second).toBeLessThan(START_S + 10);
    hall.run(20, everybody);
    expect(hall.state.invitation.threshold).toEqual(threshold);
    hall.state.settings = { ...hall.state.settings, maxActive: 10_000 };
    hall.run(60, everybody);
    expect(isBefore(threshold, hall.state.invitation.threshold)).toBe(true);
  });

  it("crosses a stretch in which nobody joined, and ghosts", () => {
    const hall = new Hall({ ratePerS: 10 });
    const late = [joining(1, START_S + 300), joining(2, START_S + 301)];
    hall.nowMs += 400_000;
    hall.run(90, () => late.filter(({ place }) => isBefore(place, hall.state.invitation.threshold)));
    expect(numbersOf(hall.issued)).toEqual([1, 2]);
  });
});

describe("a sale with a lobby", () => {
  const opensAtMs = START_MS + 60_000;
  const lot = (n: number, key: number): Presence => ({
    visitor: visitor(n),
    place: { second: 0, key },
    joinedAtS: START_S,
  });

  it("goes through its phases, and invites nobody before the draw is complete", () => {
    const hall = new Hall({ opensAtMs, lobbyFromMs: START_MS + 10_000 });
    const phases = [0, 10_000, 59_999, 60_000].map((afterMs) => phaseOf(hall.state, START_MS + afterMs));
    expect(phases).toEqual(["before", "lobby", "lobby", "drawing"]);
    expect(drawDueAtMs(hall.state)).toBe(opensAtMs);
    expect(hall.run(70, () => [lot(1, 0)])).toEqual([]);
    expect(snapshotOf(hall.state, hall.nowMs, 0)).toMatchObject({
      phase: "drawing",
      drawKey: null,
      threshold: { second: 0, key: 0 },
    });

    expect(completeDraw(hall.state, "7a".repeat(32), hall.nowMs)).toBe(true);
    expect(drawDueAtMs(hall.state)).toBeNull();
    expect(snapshotOf(hall.state, hall.nowMs, 0)).toMatchObject({
      phase: "open",
      drawKey: hall.state.draw.seed + "7a".repeat(32),
    });
    hall.run(20, () => [lot(1, 0)]);
    expect(numbersOf(hall.issued)).toEqual([1]);
  });

  it("draws once, when it is due, and stays open when the clock jumps back", () => {
    const hall = new Hall({ opensAtMs });
    expect(completeDraw(hall.state, null, opensAtMs - 1)).toBe(false);
    expect(hall.state.draw.record.seed).toBeNull();
    expect(completeDraw(hall.state, null, opensAtMs)).toBe(true);
    const { record } = hall.state.draw;
    expect(record).toMatchObject({ seed: hall.state.draw.seed, randomness: null, drawnAtMs: opensAtMs });
    expect(completeDraw(hall.state, "7a".repeat(32), opensAtMs + 1)).toBe(false);
    expect(hall.state.draw.record).toBe(record);
    expect(phaseOf(hall.state, opensAtMs - 5_000)).toBe("open");
  });

  it("calls the lots by key, and after them the seconds", () => {
    const hall = new Hall({ opensAtMs, ratePerS: 2 });
    hall.nowMs = opensAtMs;
    completeDraw(hall.state, null, hall.nowMs);
    const joiner: Presence = { visitor: visitor(9), place: { second: START_S + 60, key: 1 }, joinedAtS: START_S + 60 };
    const lots = Array.from({ length: 5 }, (_, n) => lot(n, ((7 * (n + 1)) % 5) * 2 ** 45));
    const invited = (): readonly Presence[] =>
      [joiner, ...lots].filter(({ place }) => isBefore(place, hall.state.invitation.threshold));
    hall.run(60, invited);
    expect(numbersOf(hall.issued)).toEqual([4, 2, 0, 3, 1, 9]);
  });
});
