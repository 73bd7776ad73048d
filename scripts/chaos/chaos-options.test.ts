import { describe, expect, it } from "vitest";
import { CommandFailure } from "../command-failure.ts";
import { CHAOS_USAGE, chaosOptions } from "./chaos-options.ts";
import { FAULT_KINDS } from "./plan/fault-kinds.ts";

describe("the command line of chaos", () => {
  it("means ten minutes of everything, with production's waits, unless told otherwise", () => {
    expect(chaosOptions([])).toMatchObject({
      durationMs: 600_000,
      seed: 1,
      kinds: FAULT_KINDS,
      timeScale: 1,
      cronEveryMs: 60_000,
      older: "HEAD~1",
    });
  });

  it("takes shorter and smaller ones", () => {
    const args = "--minutes 0.25 --seed 7 --faults kill-redis,webhooks-drop --older none --time-scale 0.01 --cron 1";
    expect(chaosOptions(args.split(" "))).toMatchObject({
      durationMs: 15_000,
      seed: 7,
      kinds: ["kill-redis", "webhooks-drop"],
      older: undefined,
      timeScale: 0.01,
      cronEveryMs: 1_000,
    });
  });

  it("names each flag that is wrong", () => {
    const read = () => chaosOptions("--minutes none --seed 1.5 --faults earthquake".split(" "));
    expect(read).toThrow(CommandFailure);
    expect(read).toThrow(/--minutes none: must be a number from 0.05 to 1440/);
    expect(read).toThrow(/--seed 1.5: must be a whole number/);
    expect(read).toThrow(/--faults earthquake: there is no such fault/);
    expect(() => chaosOptions(["--minute", "3"])).toThrow(/--minute/);
  });

  it("shows how it is used when asked", () => {
    expect(chaosOptions(["--help"])).toBeUndefined();
    for (const kind of FAULT_KINDS) expect(CHAOS_USAGE).toContain(kind);
  });
});
