import { mkdirSync } from "node:fs";
import type { ServiceSpec } from "./service-spec.ts";
import { SupervisedService } from "./supervised-service.ts";

export interface SupervisorOptions {
  /** Made when missing; each process appends to `<name>.log`, and the log of the start before is `<name>.log.1`. */
  readonly logDirectory: string;
  readonly say: (line: string) => void;
  /** A process died too often and stays down: the rest is of no use without it. */
  readonly onGiveUp: (name: string) => void;
}

/** Processes that belong together: started in an order, each started again when it dies, stopped in reverse. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #services: SupervisedService[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
    mkdirSync(options.logDirectory, { recursive: true });
  }

  /** Resolves once the process listens; throws one plain line when it does not. */
  async start(spec: ServiceSpec): Promise<void> {
    const service = new SupervisedService(spec, {
      logDirectory: this.#options.logDirectory,
      say: this.#options.say,
      onGiveUp: () => this.#options.onGiveUp(spec.name),
    });
    this.#services.push(service);
    await service.start();
  }

  /** What runs now. */
  processes(): { readonly name: string; readonly pid: number }[] {
    return this.#services.flatMap(({ spec, pid }) => (pid === undefined ? [] : [{ name: spec.name, pid }]));
  }

  /** Kills a process as a crash would; resolves once its successor listens. Throws when the name is unknown. */
  async crash(name: string): Promise<void> {
    const service = this.#services.find(({ spec }) => spec.name === name);
    if (!service) throw new Error(`there is no process ${name}`);
    await service.crash();
  }

  /** Stops all, last started first; resolves when nothing is left. Safe to call twice. */
  async stop(): Promise<void> {
    for (const service of this.#services.toReversed()) await service.stop();
  }
}
