import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "./start/project-root.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-rush-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As a person runs it: a stack of its own, to the exit code. */
async function rush(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, ["scripts/rush.ts", ...args], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "close")) as [number];
  return { code, output: (await output).join("\n") };
}

it("a small rush sells, keeps every invariant, and leaves a report that needs nothing else", async () => {
  const out = join(folder, "rush.html");
  const flags = "--fans 60 --seats 40 --rate 10 --cap 40 --minutes 2 --abandon 0.2 --double-click 0.5".split(" ");
  const { code, output } = await rush(...flags, "--out", out);
  expect(output).toMatch(/^✓ I1 .*\n(.*\n)*✓ I8 /m);
  expect([output, code]).toEqual([expect.not.stringContaining("✗"), 0]);

  const page = readFileSync(out, "utf8");
  expect(page.match(/<svg /g)).toHaveLength(7);
  expect(page).not.toMatch(/(src|href)=|@import|url\(/);
}, 240_000);

it("a wrong flag is named, and nothing is started", async () => {
  const { code, output } = await rush("--fans", "none");
  expect([code, output.trim().split("\n")[0]]).toEqual([1, "--fans none: must be a whole number from 1 to 1000000"]);
});
