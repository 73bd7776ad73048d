import { describe, expect, it } from "vitest";
import { CommandFailure } from "../command-failure.ts";
import { rushOptions } from "./rush-options.ts";

function problemsOf(...args: string[]): readonly string[] {
  try {
    rushOptions(args);
  } catch (error) {
    if (error instanceof CommandFailure) return error.lines.slice(0, error.lines.indexOf(""));
    throw error;
  }
  return [];
}

describe("the options of a rush", () => {
  it("are small enough for a laptop unless set", () => {
    expect(rushOptions([])).toMatchObject({ fans: 2_000, seats: 1_000, ratePerS: 20, hasQueue: true, gates: 4 });
  });

  it("are read as the issue writes them", () => {
    const args = "--fans 50000 --seats 20000 --rate 500 --cap 4000 --seed 7 --queue off --mix map:1 --pay-late 0.5";
    expect(rushOptions(args.split(" "))).toMatchObject({
      fans: 50_000,
      maxActive: 4_000,
      seed: 7,
      hasQueue: false,
      mix: { map: 1, best: 0, mixed: 0 },
      payLate: 0.5,
    });
  });

  it("name every flag that is wrong", () => {
    expect(problemsOf("--fans", "many", "--ghosts", "1.5", "--queue", "maybe", "--seats", "0")).toEqual([
      "--fans many: must be a whole number from 1 to 1000000",
      "--seats 0: must be a whole number from 1 to 100000",
      "--ghosts 1.5: must be a share from 0 to 1",
      "--queue maybe: must be on or off",
    ]);
  });

  it("refuse a mix that is not whole or not known", () => {
    expect(problemsOf("--mix", "map:0.5,best:0.4")).toEqual([
      "--mix map:0.5,best:0.4: the shares must be 1 together, not 0.9",
    ]);
    expect(problemsOf("--mix", "luck:1")).toEqual(["--mix luck:1: must be map, best or mixed, a colon and a share"]);
  });

  it("refuse a flag that does not exist, and give none where the usage is asked for", () => {
    expect(problemsOf("--fast")[0]).toContain("--fast");
    expect(rushOptions(["--help"])).toBeUndefined();
  });
});
