/**
 * `npm test`: everything that must hold before a change is pushed, cheapest first, ending at the first failure; the last
 * line counts the tests. `npm test -- PATTERN…` runs only vitest, on the files whose path contains a pattern.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BUNDLE_FILE, buildWorker } from "./start/build-worker.ts";
import { plainLine } from "./start/plain-line.ts";
import { projectRoot } from "./start/project-root.ts";
import { wranglerCommand } from "./start/wrangler-command.ts";
import { bundleSize } from "./test/bundle-size.ts";
import { countTests } from "./test/count-tests.ts";
import { packagedTool, runTool } from "./test/run-tool.ts";

const REPORT_FILE = join(projectRoot, "dist", "vitest.json");

type Step = readonly [name: string, run: () => Promise<boolean>];

const checks: readonly Step[] = [
  ["types of bindings", () => runTool(wranglerCommand(["types", "dist/worker-configuration.d.ts"]), "on failure")],
  ["typecheck (Worker)", () => runTool(packagedTool("tsc", "--noEmit"), "on failure")],
  ["typecheck (Node)", () => runTool(packagedTool("tsc", "--noEmit", "-p", "tsconfig.node.json"), "on failure")],
  ["lint", () => runTool(packagedTool("oxlint", "--type-aware", "--deny-warnings"), "on failure")],
  ["format", () => runTool(packagedTool("oxfmt", "--check"), "on failure")],
  ["bundle", bundle],
];

// run.mjs was killed: nobody waits for the result any more.
process.on("disconnect", () => process.exit(1));
process.channel?.unref();

mkdirSync(join(projectRoot, "dist"), { recursive: true });
rmSync(REPORT_FILE, { force: true });
const patterns = process.argv.slice(2);
const tests: Step = ["tests", () => vitest(patterns)];
for (const [name, run] of patterns.length > 0 ? [tests] : [...checks, tests]) {
  const startedMs = performance.now();
  const passed = await run();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${passed ? "ok    " : "FAILED"} ${name.padEnd(20)} ${seconds.padStart(6)} s`);
  if (passed) continue;
  process.exitCode = 1;
  break;
}
// Only where vitest came to its end: a line that counts must not be made up.
if (existsSync(REPORT_FILE)) {
  const { passed, failed } = countTests(readFileSync(REPORT_FILE, "utf8"));
  console.log(`${passed} passed, ${failed} failed`);
}

async function bundle(): Promise<boolean> {
  try {
    await buildWorker();
    console.log(bundleSize(BUNDLE_FILE));
    return true;
  } catch (error) {
    console.log(plainLine(error) ?? error);
    return false;
  }
}

function vitest(patterns: readonly string[]): Promise<boolean> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT_FILE}`];
  return runTool(packagedTool("vitest", "run", ...reporters, ...patterns), "live");
}
