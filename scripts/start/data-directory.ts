import { accessSync, constants, mkdirSync, statfsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CommandFailure } from "../command-failure.ts";
import { projectRoot } from "./project-root.ts";

/** A fresh database, the stadium's plan, logs and room to sell. */
const NEEDED_BYTES = 300 * 1024 * 1024;

/** Where everything is kept that a start must find again. `SLUICE_DATA_DIR` moves it. */
export function dataDirectory(): string {
  return resolve(process.env["SLUICE_DATA_DIR"] || join(projectRoot, ".data"));
}

/** Makes the folder, for its owner only. Throws a plain line when the disk is nearly full or not writable. */
export function prepareDataDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  accessSync(directory, constants.W_OK);
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new CommandFailure(`${directory}: only ${Math.floor((bavail * bsize) / 1024 ** 2)} MB are free on its disk`);
  }
}

/**
 * Takes the folder for this process until it ends, however it ends: two stacks on one folder would each write the
 * other's data. SQLite's file lock is used because the kernel drops it with the process, and Node has no other.
 * Throws a plain line when another process has it.
 */
export function lockDataDirectory(directory: string): { release(): void } {
  const lock = new DatabaseSync(join(directory, "lock"));
  try {
    lock.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    lock.close();
    if (error instanceof Error && error.message.includes("locked")) {
      throw new CommandFailure(
        `${directory} is in use by another Sluice: stop that one, or set SLUICE_DATA_DIR and PORT`,
      );
    }
    throw error;
  }
  return { release: () => lock.close() };
}
