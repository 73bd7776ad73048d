import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { parsePretixPlan } from "../../domain/plan/parse-pretix-plan.ts";
import type { PlanOptions } from "../../domain/plan/parse-pretix-plan.ts";
import { CommandFailure } from "../command-failure.ts";
import type { SourcedPlan } from "./compose-event.ts";

/** Larger than any plan that the parser takes, even in four-byte characters. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Reads a seating plan in pretix's format. Throws a CommandFailure with the file's name and the plan's problems. */
export function readPlanFile(file: string, options: PlanOptions = {}): SourcedPlan {
  const bytes = readBytes(file);
  const outcome = parsePretixPlan(bytes.toString("utf8"), options);
  if (!outcome.ok)
    throw new CommandFailure(`${file} is refused:`, ...outcome.problems.map((problem) => `  ${problem}`));
  return { sha256: createHash("sha256").update(bytes).digest("hex"), layout: outcome.layout };
}

function readBytes(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size > MAX_FILE_BYTES) throw new CommandFailure(`${file} is larger than any seating plan`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${file} cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "permission denied";
  return error instanceof Error ? error.message : String(error);
}
