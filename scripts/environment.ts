import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { DatabaseEnvironment } from "../db/connect.ts";
import { CommandFailure } from "./command-failure.ts";
import { projectRoot } from "./start/project-root.ts";

export type Environment = Readonly<Record<string, string>>;

/**
 * The settings that a command works with: the process's own over `.dev.vars` over those of the local stack that is
 * running (`.data/env.json`, written by `npm start`). Empty values count as unset.
 */
export function readEnvironment(
  own: NodeJS.ProcessEnv = process.env,
  root: string = projectRoot,
): Record<string, string> {
  const dataDir = own["SLUICE_DATA_DIR"] ?? join(root, ".data");
  return mergeEnvironments([own, readDotEnv(join(root, ".dev.vars")), readJson(join(dataDir, "env.json"))]);
}

/**
 * Earlier sources win, variable by variable. The proxy is bound to its database: one that belongs to the local stack
 * must never stand in front of a database that was named elsewhere.
 */
export function mergeEnvironments(sources: readonly NodeJS.ProcessEnv[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const source of sources) {
    const isItsDatabase = (merged["DATABASE_URL"] ?? source["DATABASE_URL"]) === source["DATABASE_URL"];
    for (const [name, value] of Object.entries(source)) {
      if (value === undefined || value === "" || name in merged) continue;
      if (name === "NEON_LOCAL_PROXY" && !isItsDatabase) continue;
      merged[name] = value;
    }
  }
  return merged;
}

/** Throws a CommandFailure that says what to do when there is no database to work on. */
export function databaseOf(env: Environment): DatabaseEnvironment {
  const { DATABASE_URL, NEON_LOCAL_PROXY } = env;
  if (DATABASE_URL === undefined) {
    throw new CommandFailure(
      "There is no database to work on: run `npm start` in another terminal, or set DATABASE_URL.",
    );
  }
  return NEON_LOCAL_PROXY === undefined ? { DATABASE_URL } : { DATABASE_URL, NEON_LOCAL_PROXY };
}

/** The variables of a `.dev.vars` file; none when it is not there. */
export function readDotEnv(file: string): NodeJS.ProcessEnv {
  const text = readIfThere(file);
  return text === undefined ? {} : parseEnv(text);
}

function readJson(file: string): NodeJS.ProcessEnv {
  const text = readIfThere(file);
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    const entries = Object.entries(value ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries(entries);
  } catch {
    throw new CommandFailure(`${file} is not JSON; delete it and start again.`);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
