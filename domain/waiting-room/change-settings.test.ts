import { describe, expect, it } from "vitest";
import { DEFAULT_QUEUE, type QueueSettings } from "../contract/waiting-room.ts";
import { changeSettings, type NewDraw } from "./change-settings.ts";
import { completeDraw } from "./draw.ts";
import { findQueueFault } from "./find-queue-fault.ts";
import { phaseOf } from "./phase-of.ts";
import { DRAW, Hall, here, START_MS } from "./testing/hall.ts";

const FRESH = "f5".repeat(32);
const newDraw: NewDraw = (opensAtMs) => ({
  seed: FRESH,
  record: { ...DRAW.record, beacon: opensAtMs === null ? null : { chain: "c", round: opensAtMs / 1_000 } },
});

function change(hall: Hall, settings: Partial<QueueSettings>): string | undefined {
  const outcome = changeSettings(hall.state, settings, hall.nowMs, newDraw);
  return outcome.ok ? undefined : String(outcome.refusal["fault"]);
}

describe("settings", () => {
  it("as they are unless set, are good", () => {
    expect(findQueueFault(DEFAULT_QUEUE)).toBeUndefined();
  });

  it.each<[string, Partial<QueueSettings>]>([
    ["mode", { mode: "sometimes" as never }],
    ["visitors", { visitors: "everybody" as never }],
    ["ratePerS", { ratePerS: 0 }],
    ["ratePerS", { ratePerS: Number.NaN }],
    ["ratePerS", { ratePerS: 10_001 }],
    ["maxActive", { maxActive: 0 }],
    ["maxActive", { maxActive: 1.5 }],
    ["isPaused", { isPaused: "yes" as never }],
    ["switchOn.ratePerS", { switchOn: { ratePerS: 0, active: 1 } }],
    ["switchOn.active", { switchOn: { ratePerS: 1, active: 0 } }],
    ["message", { message: "x".repeat(501) }],
    ["message", { message: "" }],
    ["opensAtMs", { opensAtMs: -1 }],
    ["lobbyFromMs", { lobbyFromMs: 0.5 }],
    ["lobbyFromMs", { opensAtMs: START_MS, lobbyFromMs: START_MS }],
    ["visitors", { opensAtMs: START_MS, visitors: "cookie" }],
    ["passTtlMs", { passTtlMs: 999 }],
    ["passTtlMs", { passTtlMs: 2_000, sessionTtlMs: 1_000 }],
    ["sessionTtlMs", { sessionTtlMs: 25 * 3_600_000 }],
  ])("with a bad %s are refused by its name: %o", (name, settings) => {
    expect(findQueueFault({ ...DEFAULT_QUEUE, ...settings })).toMatch(new RegExp(`^${name} `));
    const hall = new Hall();
    const before = hall.state.settings;
    expect(change(hall, settings)).toMatch(new RegExp(`^${name} `));
    expect(hall.state.settings).toBe(before);
  });

  it("take effect at once, and leave the others as they are", () => {
    const hall = new Hall({ ratePerS: 10, message: "Welcome" });
    hall.report(Array.from({ length: 50 }, (_, n) => here(n)));
    expect(change(hall, { ratePerS: 2 })).toBeUndefined();
    expect(hall.state.settings).toMatchObject({ ratePerS: 2, message: "Welcome", mode: "on" });
    expect(hall.state.ready.size).toBe(10);
    hall.nowMs += 1_000;
    expect(hall.tick().length).toBe(2);
  });

  it("a cap that is lowered takes no pass away, and gives none until enough have ended", () => {
    const hall = new Hall({ ratePerS: 10 });
    hall.run(2, () => Array.from({ length: 20 }, (_, n) => here(n)));
    const { active } = hall.state.passes;
    expect(change(hall, { maxActive: 5 })).toBeUndefined();
    expect(hall.run(2, () => [here(50)])).toEqual([]);
    expect(hall.state.passes.active).toBe(active);
  });

  it("on to automatic stays on until nobody waits", () => {
    const hall = new Hall();
    change(hall, { mode: "automatic" });
    expect(hall.state.isSwitchedOn).toBe(true);
    const off = new Hall({ mode: "off" });
    change(off, { mode: "automatic" });
    expect(off.state.isSwitchedOn).toBe(false);
  });
});

describe("another opening time", () => {
  it("is another announcement: a draw of its own, and the order begins anew", () => {
    const hall = new Hall();
    hall.run(5, () => [here(0)]);
    expect(hall.state.draw.record.seed).toBe(DRAW.seed);
    const opensAtMs = hall.nowMs + 60_000;
    expect(change(hall, { opensAtMs })).toBeUndefined();
    expect(hall.state.draw).toMatchObject({
      seed: FRESH,
      record: { seed: null, beacon: { round: opensAtMs / 1_000 } },
    });
    expect(phaseOf(hall.state, hall.nowMs)).toBe("lobby");
    expect(hall.state.invitation.threshold).toEqual({ second: 0, key: 0 });
    expect(hall.run(5, () => [here(1)])).toEqual([]);
    hall.save();
    hall.restart();
    expect(hall.state.invitation.threshold).toEqual({ second: 0, key: 0 });
  });

  it("lies in the future, and cannot change once the lobby has closed: nobody draws twice", () => {
    const opensAtMs = START_MS + 60_000;
    const hall = new Hall({ opensAtMs });
    expect(change(hall, { opensAtMs: START_MS })).toBe("opensAtMs is in the future");
    expect(change(hall, { opensAtMs: opensAtMs + 60_000 })).toBeUndefined();
    expect(change(hall, { opensAtMs })).toBeUndefined();
    hall.nowMs = opensAtMs;
    const late = "opensAtMs cannot change once the lobby has closed";
    expect(change(hall, { opensAtMs: opensAtMs + 60_000 })).toBe(late);
    completeDraw(hall.state, null, hall.nowMs);
    hall.nowMs -= 30_000;
    expect(change(hall, { opensAtMs: opensAtMs + 60_000 })).toBe(late);
    expect(change(hall, { opensAtMs: null })).toBe(late);
    expect(change(hall, { opensAtMs, ratePerS: 3 })).toBeUndefined();
  });
});
