import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRuns, encodeRuns } from "./run-length.ts";

describe("run-length encoding", () => {
  it("joins equal neighbours into one run", () => {
    expect(encodeRuns([1, 1, 1, 2, 1])).toEqual([
      [1, 3],
      [2, 1],
      [1, 1],
    ]);
  });

  it("gives nothing for nothing", () => {
    expect(encodeRuns([])).toEqual([]);
  });

  it("decodes to what was encoded, with no two neighbouring runs of one value", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (values) => {
        const runs = encodeRuns(values);
        expect(decodeRuns(runs)).toEqual(values);
        for (const [i, [value]] of runs.entries()) expect(runs[i + 1]?.[0]).not.toBe(value);
      }),
    );
  });
});
