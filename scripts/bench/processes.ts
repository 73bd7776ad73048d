import { join } from "node:path";
import type { ServiceSpec } from "../../local/supervisor/service-spec.ts";
import type { NamedProcess } from "./contender.ts";
import { Supervisor } from "../../local/supervisor/supervisor.ts";

/** The bench's own processes: all end with it, and none that dies goes unnoticed. */
export class Processes {
  readonly directory: string;
  readonly #supervisor: Supervisor;

  /** `onDeath`: a process has died, so that the figures mean nothing. */
  constructor(directory: string, onDeath: (line: string) => void) {
    this.directory = directory;
    this.#supervisor = new Supervisor({ logDirectory: join(directory, "logs"), say: onDeath, onGiveUp: onDeath });
  }

  async start(spec: ServiceSpec): Promise<void> {
    await this.#supervisor.start(spec);
  }

  /** Those of these names that run. */
  named(...names: readonly string[]): NamedProcess[] {
    return this.#supervisor.processes().filter(({ name }) => names.includes(name));
  }

  stop(): Promise<void> {
    return this.#supervisor.stop();
  }
}
