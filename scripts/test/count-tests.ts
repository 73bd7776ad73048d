import { z } from "zod";

/** The part of vitest's JSON report that we read. */
const report = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Counts vitest's JSON report. A file that failed without a failed test (it did not even load) counts as one failure,
 * for its tests are missing from the report.
 */
export function countTests(json: string): TestCount {
  const files = report.parse(JSON.parse(json)).testResults;
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const broken = files.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  );
  return {
    passed: statuses.filter((status) => status === "passed").length,
    failed: statuses.filter((status) => status === "failed").length + broken.length,
  };
}
