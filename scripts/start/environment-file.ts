/**
 * How other commands (seed, migrate, smoke) find the running stack: its variables as one JSON object of strings, readable
 * by the owner only, there as long as the stack runs. One left behind by a killed stack is overwritten by the next.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { WorkerVariables } from "./worker-variables.ts";
import { writePrivateFile } from "./write-private-file.ts";

export class EnvironmentFile {
  readonly #file: string;
  #written: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  write(variables: WorkerVariables): void {
    const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
    this.#written = `${JSON.stringify(set, null, 2)}\n`;
    writePrivateFile(this.#file, this.#written);
  }

  /** Leaves it to its owner when another stack has written it meanwhile. */
  remove(): void {
    if (this.#written === undefined || !existsSync(this.#file)) return;
    if (readFileSync(this.#file, "utf8") === this.#written) rmSync(this.#file);
  }
}
