import { describe, expect, it } from "vitest";
import { CommandFailure } from "../command-failure.ts";
import { readBenchArguments, SECTIONS } from "./bench-arguments.ts";

describe("npm run bench", () => {
  it("measures everything by itself", () => {
    expect(readBenchArguments([])).toEqual({
      sections: new Set(SECTIONS),
      rounds: 5,
      requests: 8_000,
      seed: 1,
      json: undefined,
    });
  });

  it("measures what it is asked for", () => {
    const args = ["--only", "holds,best", "--rounds", "2", "--requests", "500", "--seed", "9", "--json", "out.json"];
    expect(readBenchArguments(args)).toEqual({
      sections: new Set(["holds", "best"]),
      rounds: 2,
      requests: 500,
      seed: 9,
      json: "out.json",
    });
  });

  it.each([
    [["--only", "holds,speed"], "no speed"],
    [["--rounds", "0"], "--rounds must be a whole number from 1"],
    [["--requests", "1e3"], "--requests must be"],
    [["--fast"], "--fast"],
  ])("refuses %j in a plain line", (args, line) => {
    expect(() => readBenchArguments(args)).toThrow(CommandFailure);
    expect(() => readBenchArguments(args)).toThrow(line);
  });
});
