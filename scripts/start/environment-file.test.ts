import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EnvironmentFile } from "./environment-file.ts";
import { WORKER_VARIABLES, type WorkerVariables } from "./worker-variables.ts";

const variables = Object.fromEntries(WORKER_VARIABLES.map((name) => [name, `value of ${name}`])) as WorkerVariables;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-environment-"));
  path = join(folder, "env.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("EnvironmentFile", () => {
  it("holds what is set, for its owner only, until it is removed", () => {
    const file = new EnvironmentFile(path);
    file.write({ ...variables, STRIPE_API_URL: "" });
    const written = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
    expect(written).toMatchObject({ DATABASE_URL: "value of DATABASE_URL", PUBLIC_URL: "value of PUBLIC_URL" });
    expect(written).not.toHaveProperty("STRIPE_API_URL");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    file.remove();
    expect(existsSync(path)).toBe(false);
  });

  it("replaces what a killed stack has left", () => {
    new EnvironmentFile(path).write({ ...variables, PUBLIC_URL: "of the killed one" });
    new EnvironmentFile(path).write(variables);
    expect(readFileSync(path, "utf8")).not.toContain("of the killed one");
  });

  it("leaves the file of another stack alone", () => {
    const file = new EnvironmentFile(path);
    file.write(variables);
    new EnvironmentFile(path).write({ ...variables, PUBLIC_URL: "of the other" });
    file.remove();
    expect(readFileSync(path, "utf8")).toContain("of the other");
  });
});
