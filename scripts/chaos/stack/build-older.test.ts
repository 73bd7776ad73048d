import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { buildOlder } from "./build-older.ts";

it("a revision that is not there is no older bundle, and nothing is written", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-older-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(await buildOlder("no-such-branch", join(folder, "older"))).toBe("there is no revision no-such-branch here");
  expect(await buildOlder("--all", join(folder, "older"))).toBe("there is no revision --all here");
  expect(() => rmSync(join(folder, "older"))).toThrow("ENOENT");
});
