import { ServiceFailure } from "../../local/supervisor/service-failure.ts";
import { CommandFailure } from "../command-failure.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the folder is read-only",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  ENOTDIR: "a file stands where a folder is needed",
  EEXIST: "a file stands where a folder is needed",
  EMFILE: "too many files are open (raise `ulimit -n`)",
};

/** The line for an error that the person at the keyboard can put right; undefined for a bug, whose stack is wanted. */
export function plainLine(error: unknown): string | undefined {
  if (error instanceof CommandFailure || error instanceof ServiceFailure) return error.message;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const reason = REASONS[error.code];
  if (reason === undefined) return undefined;
  const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
  return `${path}${reason}`;
}
