import { describe, expect, it } from "vitest";
import { decideRestart } from "./restart-policy.ts";

describe("decideRestart", () => {
  it("answers the first death at once, and the next ones after a growing pause", () => {
    const deathsMs = [1_000, 1_010, 1_300, 1_900];
    const decisions = deathsMs.map((nowMs, index) => decideRestart(deathsMs.slice(0, index + 1), nowMs));
    expect(decisions).toEqual([0, 250, 500, 1_000].map((afterMs) => ({ kind: "restart", afterMs })));
  });

  it("gives up at the fifth death within ten seconds", () => {
    expect(decideRestart([0, 2_000, 4_000, 6_000, 9_999], 9_999)).toEqual({ kind: "give_up" });
  });

  it("forgets deaths that are ten seconds old", () => {
    expect(decideRestart([0, 2_000, 4_000, 6_000, 10_000], 10_000)).toEqual({ kind: "restart", afterMs: 1_000 });
    expect(decideRestart([0, 60_000], 60_000)).toEqual({ kind: "restart", afterMs: 0 });
  });
});
