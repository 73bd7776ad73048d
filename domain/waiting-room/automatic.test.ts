import { describe, expect, it } from "vitest";
import { NO_LOAD, type Presence, type QueueLoad } from "../contract/waiting-room.ts";
import { effectiveRatePerS } from "./effective-rate.ts";
import { snapshotOf } from "./snapshot-of.ts";
import { Hall, here, visitor } from "./testing/hall.ts";

const AUTOMATIC = { mode: "automatic", ratePerS: 5, maxActive: 100, switchOn: { ratePerS: 4, active: 50 } } as const;

/** Somebody new who has just joined. */
function newcomers(hall: Hall, count: number): readonly Presence[] {
  const second = Math.floor(hall.nowMs / 1_000);
  return Array.from({ length: count }, (_, i) => {
    const n = next++;
    return { visitor: visitor(n), place: { second, key: i }, joinedAtS: second };
  });
}
let next = 1_000;

function runUntilSwitchedOn(hall: Hall, present: () => readonly Presence[]): void {
  for (let i = 0; i < 200 && !hall.state.isSwitchedOn; i++) hall.run(0.25, present);
}

describe("an automatic queue", () => {
  it("gives passes at once, however young the second, and holds need them all the same", () => {
    const hall = new Hall(AUTOMATIC);
    const passes = hall.run(1, () => newcomers(hall, 1));
    expect(passes.length).toBe(4);
    expect(snapshotOf(hall.state, hall.nowMs, 0)).toMatchObject({ isOpenToAll: true, needsPass: true });
  });

  it("switches on at its mark of passes per second, exactly, and then keeps the set rate", () => {
    const hall = new Hall(AUTOMATIC);
    const crowd = newcomers(hall, 500);
    const waiting = (): readonly Presence[] => crowd.filter((one) => hall.state.passes.of(one.visitor) === undefined);
    runUntilSwitchedOn(hall, waiting);
    expect(hall.issued.length).toBe(40);
    expect(snapshotOf(hall.state, hall.nowMs, 0).isOpenToAll).toBe(false);
    hall.run(5, waiting);
    expect(hall.run(8, waiting).length).toBeLessThanOrEqual(41);
  });

  it("switches on at its mark of active buyers, who keep their passes", () => {
    const hall = new Hall({ ...AUTOMATIC, switchOn: { ratePerS: 1_000, active: 50 } });
    runUntilSwitchedOn(hall, () => newcomers(hall, 2));
    expect(hall.state.passes.active).toBe(50);
    const first = hall.issued[0];
    hall.run(5, () => newcomers(hall, 2));
    expect(first !== undefined && hall.state.passes.numbered(first.number)?.pass).toEqual(first);
  });

  it("switches on when the autopilot slows, and is never above the cap", () => {
    const hall = new Hall({ ...AUTOMATIC, maxActive: 10 });
    hall.run(3, () => newcomers(hall, 2), { ...NO_LOAD, isProviderDown: true });
    expect(hall.state.isSwitchedOn).toBe(true);
    const capped = new Hall({ ...AUTOMATIC, maxActive: 10 });
    capped.run(10, () => newcomers(capped, 2));
    expect([capped.state.passes.active, capped.state.isSwitchedOn]).toEqual([10, true]);
  });

  it("switches off when nobody has waited for a minute", () => {
    const hall = new Hall(AUTOMATIC);
    const crowd = newcomers(hall, 60);
    hall.run(1, () => crowd);
    expect(hall.state.isSwitchedOn).toBe(true);
    hall.run(20, () => crowd.filter((one) => hall.state.passes.of(one.visitor) === undefined));
    hall.run(45, () => []);
    expect(hall.state.isSwitchedOn).toBe(true);
    hall.run(30, () => []);
    expect(hall.state.isSwitchedOn).toBe(false);
  });

  it("says that it must be saved when it switches", () => {
    const hall = new Hall(AUTOMATIC);
    hall.run(1, () => newcomers(hall, 100));
    hall.restart();
    expect(hall.state.isSwitchedOn).toBe(true);
  });
});

describe("a queue that is off", () => {
  it("asks nobody for a pass, and gives one to whoever wants it", () => {
    const hall = new Hall({ mode: "off" });
    expect(snapshotOf(hall.state, hall.nowMs, 0)).toMatchObject({ isOpenToAll: true, needsPass: false });
    expect(hall.run(1, () => newcomers(hall, 10)).length).toBe(40);
  });
});

describe("the autopilot", () => {
  const factors = (load: QueueLoad, seconds: number, hall = new Hall({ ratePerS: 100 })): readonly number[] =>
    Array.from({ length: seconds }, () => {
      hall.run(1, () => [], load);
      return Number(hall.state.autopilot.factor.toFixed(3));
    });

  it("slows by 30 % a second while the provider is down, to a tenth", () => {
    expect(factors({ ...NO_LOAD, isProviderDown: true }, 10)).toEqual([
      0.7, 0.49, 0.343, 0.24, 0.168, 0.118, 0.1, 0.1, 0.1, 0.1,
    ]);
  });

  it("slows when more than a hundredth of the holds are slow, not for a few, not for a small share", () => {
    expect(factors({ ...NO_LOAD, holds: 100, slowHolds: 2 }, 2).at(-1)).toBeLessThan(1);
    expect(factors({ ...NO_LOAD, holds: 1_000, slowHolds: 10 }, 2).at(-1)).toBe(1);
    const hall = new Hall();
    hall.report([], { ...NO_LOAD, holds: 10, slowHolds: 4 });
    expect(factors(NO_LOAD, 2, hall).at(-1)).toBe(1);
  });

  it("recovers by 5 % a second, once it is quiet", () => {
    const hall = new Hall({ ratePerS: 100 });
    factors({ ...NO_LOAD, isProviderDown: true }, 10, hall);
    const after = factors(NO_LOAD, 24, hall);
    expect(after.slice(0, 4)).toEqual([0.1, 0.1, 0.1, 0.1]);
    expect(after.slice(5, 8)).toEqual([0.2, 0.25, 0.3]);
    expect(after.at(-1)).toBe(1);
  });

  it("is what passes come at, and what the snapshot says", () => {
    const hall = new Hall({ ratePerS: 100, maxActive: 100_000 });
    factors({ ...NO_LOAD, isProviderDown: true }, 10, hall);
    expect(effectiveRatePerS(hall.state)).toBeCloseTo(10);
    const crowd = Array.from({ length: 400 }, (_, n) => here(n));
    expect(hall.run(4, () => crowd, { ...NO_LOAD, isProviderDown: true }).length).toBeLessThanOrEqual(43);
  });
});

describe("the effective rate", () => {
  it("is, at the cap, what sessions that end make room for", () => {
    const hall = new Hall({ ratePerS: 100, maxActive: 100, passTtlMs: 20_000, sessionTtlMs: 20_000 });
    let n = 0;
    hall.run(200, () => Array.from({ length: 30 }, () => here(n++)));
    expect(effectiveRatePerS(hall.state)).toBeGreaterThan(4);
    expect(effectiveRatePerS(hall.state)).toBeLessThan(6);
  });
});
