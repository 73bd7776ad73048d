import { describe, expect, it } from "vitest";
import { encodeRuns } from "./run-length.ts";

describe("run-length encoding", () => {
  it("joins equal neighbours into one run", () => {
    expect(encodeRuns([1, 1, 1, 2, 1])).toEqual([
      [1, 3],
      [2, 1],
      [1, 1],
    ]);
  });

  it("keeps values apart that are all different, zero among them", () => {
    expect(encodeRuns([0, 2, 1])).toEqual([
      [0, 1],
      [2, 1],
      [1, 1],
    ]);
  });

  it("makes one run of a whole house", () => {
    expect(encodeRuns(Array.from({ length: 100_000 }, () => 3))).toEqual([[3, 100_000]]);
  });

  it("gives nothing for nothing", () => {
    expect(encodeRuns([])).toEqual([]);
  });
});
