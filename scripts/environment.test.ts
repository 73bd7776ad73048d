import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CommandFailure } from "./command-failure.ts";
import { databaseOf, mergeEnvironments, readEnvironment } from "./environment.ts";

const folders: string[] = [];

function projectWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "sluice-env-"));
  folders.push(root);
  mkdirSync(join(root, ".data"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe("readEnvironment", () => {
  it("takes the shell before .dev.vars, and .dev.vars before the running stack", () => {
    const root = projectWith({
      ".dev.vars": "# real mail\nB=from-dev-vars\nC=from-dev-vars\n",
      ".data/env.json": JSON.stringify({ C: "from-stack", D: "from-stack", E: 5 }),
    });
    expect(readEnvironment({ A: "from-shell", B: "from-shell" }, root)).toEqual({
      A: "from-shell",
      B: "from-shell",
      C: "from-dev-vars",
      D: "from-stack",
    });
  });

  it("counts an empty value as unset", () => {
    const root = projectWith({
      ".dev.vars": "DATABASE_URL=\n",
      ".data/env.json": '{"DATABASE_URL":"postgres://local"}',
    });
    expect(readEnvironment({}, root)).toEqual({ DATABASE_URL: "postgres://local" });
  });

  it("works without either file", () => {
    expect(readEnvironment({}, projectWith({}))).toEqual({});
  });

  it("says in a plain line when the stack's file is broken", () => {
    expect(() => readEnvironment({}, projectWith({ ".data/env.json": "{" }))).toThrow(CommandFailure);
  });
});

describe("the local proxy", () => {
  const stack = { DATABASE_URL: "postgres://local", NEON_LOCAL_PROXY: "127.0.0.1:1" };

  it("comes with the local stack's database", () => {
    expect(mergeEnvironments([{}, stack])).toEqual(stack);
    expect(mergeEnvironments([{ DATABASE_URL: "postgres://local" }, stack])).toEqual(stack);
  });

  it("never stands before a database that was named elsewhere", () => {
    expect(mergeEnvironments([{ DATABASE_URL: "postgres://neon" }, stack])).toEqual({
      DATABASE_URL: "postgres://neon",
    });
  });
});

describe("databaseOf", () => {
  it("says what to do when there is none", () => {
    expect(() => databaseOf({})).toThrow(/npm start/);
  });
});
