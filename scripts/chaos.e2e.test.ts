import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChaosReport } from "./chaos/report/chaos-report.ts";
import { projectRoot } from "./start/project-root.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-chaos-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As a person runs it: a stack of its own, to the exit code. */
async function chaos(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, ["scripts/chaos.ts", ...args], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "close")) as [number];
  return { code, output: (await output).join("\n") };
}

it("ten seconds of faults cost time, and nothing else", async () => {
  const json = join(folder, "chaos.json");
  const flags = "--seed 7 --minutes 0.17 --calm 2 --every 0.5 --rate 4 --time-scale 0.01 --cron 1 --older HEAD";
  const { code, output } = await chaos(...flags.split(" "), "--json", json);
  expect([output, code]).toEqual([expect.stringMatching(/^✓ .* agree: \d+ bookings, 0 differences$/m), 0]);

  const report = JSON.parse(readFileSync(json, "utf8")) as ChaosReport;
  expect(report.differences).toEqual({ audit: [], answers: [], repeats: [], tickets: [] });
  expect(report.faults.length).toBeGreaterThan(10);
  expect(report.sold).toBeGreaterThan(0);
}, 300_000);

it("a wrong flag is named, and nothing is started", async () => {
  const { code, output } = await chaos("--minutes", "none");
  expect([code, output.trim().split("\n")[0]]).toEqual([1, "--minutes none: must be a number from 0.05 to 1440"]);
});
