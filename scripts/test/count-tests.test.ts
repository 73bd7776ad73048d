import { describe, expect, it } from "vitest";
import { countTests } from "./count-tests.ts";

function report(...files: readonly (readonly [status: string, ...tests: readonly string[]])[]): string {
  const testResults = files.map(([status, ...tests]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test, title: "a test" })),
  }));
  return JSON.stringify({ numTotalTests: 0, testResults });
}

describe("countTests", () => {
  it("counts over all files and leaves skipped tests out", () => {
    const json = report(["passed", "passed", "passed", "skipped"], ["failed", "failed", "passed", "todo"]);
    expect(countTests(json)).toEqual({ passed: 3, failed: 1 });
  });

  it("counts a file that did not load as one failure", () => {
    expect(countTests(report(["failed"], ["failed", "passed"]))).toEqual({ passed: 1, failed: 2 });
  });

  it("refuses a report that it does not understand", () => {
    expect(() => countTests("{}")).toThrow();
  });
});
