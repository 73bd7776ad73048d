import { mkdirSync } from "node:fs";
import { ServiceFailure } from "./service-failure.ts";
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
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    mkdirSync(options.logDirectory, { recursive: true });
  }

  /** Resolves once the process listens; throws a ServiceFailure when it does not. */
  async start(spec: ServiceSpec): Promise<void> {
    if (this.#stopping) throw new ServiceFailure(`${spec.name} was not started: everything is being stopped`);
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
    return this.#services.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  }

  /**
   * Kills a process as a crash would; resolves once its successor listens. Throws when the name is unknown.
   * `pid`: of a process that it started and does not outlive, to be killed in its stead.
   */
  async crash(name: string, pid?: number): Promise<void> {
    await this.#named(name).crash(pid);
  }

  /** Kills the process of this name; resolves once its successor, which is started as `spec` says, listens. */
  async replace(spec: ServiceSpec): Promise<void> {
    await this.#named(spec.name).replace(spec);
  }

  /** Stops a process by SIGSTOP; resolves with what lets it go on. Throws when the name is unknown, or while it is down. */
  async pause(name: string): Promise<() => Promise<void>> {
    return this.#named(name).pause();
  }

  /** Stops all, last started first; resolves when nothing is left. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const service of this.#services.toReversed()) await service.stop();
  }

  #named(name: string): SupervisedService {
    const service = this.#services.find((each) => each.name === name);
    if (!service) throw new Error(`there is no process ${name}`);
    return service;
  }
}
