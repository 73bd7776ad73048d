import { join } from "node:path";
import type { DatabaseEnvironment } from "../../db/connect.ts";
import { migrateDatabase } from "../../db/migrate.ts";
import { type Cron, startCron } from "../../local/cron/start-cron.ts";
import type { ServiceSpec } from "../../local/supervisor/service-spec.ts";
import { Supervisor } from "../../local/supervisor/supervisor.ts";
import { CommandFailure } from "../command-failure.ts";
import { lockDataDirectory, prepareDataDirectory } from "./data-directory.ts";
import { readOrCreateKeys } from "./development-keys.ts";
import { EnvironmentFile } from "./environment-file.ts";
import { planStack, type StackPlan } from "./plan/plan-stack.ts";
import { loopbackUrl } from "./plan/stand-in.ts";
import { assertPortsFree, type Ports } from "./ports.ts";
import { projectRoot } from "./project-root.ts";
import type { Settings } from "./read-settings.ts";
import type { WorkerVariables } from "./worker-variables.ts";
import { workerdService } from "./workerd-service.ts";

export interface StackOptions {
  readonly settings: Settings;
  readonly ports: Ports;
  /** Made when missing; taken for this process alone. */
  readonly dataDirectory: string;
  /** Where other commands find the running stack. */
  readonly environmentFile: string;
  readonly timeScale: number;
  readonly cronEveryMs: number;
  /** Fills a database on this machine; one elsewhere is migrated and otherwise left alone. */
  readonly seed: (database: DatabaseEnvironment) => Promise<unknown>;
  readonly say: (line: string) => void;
  /** A process died too often and stays down: the stack should be stopped. */
  readonly onGiveUp: () => void;
}

/** What runs as the product. */
export interface Release {
  readonly variables: WorkerVariables;
  /** The project's folder with the built bundle, or a copy of it as of another revision. */
  readonly root: string;
}

/** The product and all that it needs on this machine. `stop` may be called at any time, also while it starts. */
export class Stack {
  readonly plan: StackPlan;
  readonly #options: StackOptions;
  readonly #lock: { release(): void };
  readonly #supervisor: Supervisor;
  readonly #environmentFile: EnvironmentFile;
  #release: Release;
  #cron: Cron | undefined;

  private constructor(options: StackOptions, plan: StackPlan) {
    this.plan = plan;
    this.#release = { variables: plan.variables, root: projectRoot };
    this.#options = options;
    this.#lock = lockDataDirectory(options.dataDirectory);
    this.#environmentFile = new EnvironmentFile(options.environmentFile);
    this.#supervisor = new Supervisor({
      logDirectory: this.logDirectory,
      say: options.say,
      onGiveUp: options.onGiveUp,
    });
  }

  /** Checks all that can be checked before anything is started. Throws a plain line. */
  static async open(options: StackOptions): Promise<Stack> {
    const { settings, ports, dataDirectory, timeScale } = options;
    prepareDataDirectory(dataDirectory);
    const plan = planStack({ settings, keys: readOrCreateKeys(dataDirectory), ports, dataDirectory, timeScale });
    const standIns = [...plan.database, ...plan.others].map(({ name }) => name);
    await assertPortsFree(ports, new Set(["product", "cron", ...standIns]));
    return new Stack(options, plan);
  }

  get logDirectory(): string {
    return join(this.#options.dataDirectory, "logs");
  }

  /** The stand-ins, with the database migrated and, when it is on this machine, seeded. */
  async startStandIns(): Promise<void> {
    for (const service of this.plan.database) await this.#supervisor.start(service);
    await Promise.all([this.#prepareDatabase(), ...this.plan.others.map((service) => this.#supervisor.start(service))]);
  }

  /** The built Worker on workerd, and its cron. */
  async serve(): Promise<void> {
    const { ports, cronEveryMs, say } = this.#options;
    await this.#supervisor.start(this.#worker());
    const health = await fetch(`${loopbackUrl(ports.product)}/healthz`);
    if (!health.ok) throw new CommandFailure(`the Worker answers ${health.status}; its log is in ${this.logDirectory}`);
    this.#cron = startCron({ url: loopbackUrl(ports.cron), method: "POST", everyMs: cronEveryMs, say });
    this.announce();
  }

  /** Lets other commands find the stack. */
  announce(): void {
    this.#environmentFile.write(this.#release.variables);
  }

  get release(): Release {
    return this.#release;
  }

  /** Replaces the Worker at once, as a deployment does after its grace; resolves once the new one listens. */
  async deploy(release: Release): Promise<void> {
    this.#release = release;
    await this.#supervisor.replace(this.#worker());
    this.announce();
  }

  processes(): { readonly name: string; readonly pid: number }[] {
    return this.#supervisor.processes();
  }

  /** Kills one process (or the one named by `pid`, which it started) by SIGKILL; resolves once its successor listens. */
  async crash(name: string, pid?: number): Promise<void> {
    await this.#supervisor.crash(name, pid);
  }

  /** Starts a stand-in anew, with these of its settings from then on. Throws when there is none of this name. */
  async reconfigure(name: string, env: Readonly<Record<string, string>>): Promise<void> {
    const spec = [...this.plan.database, ...this.plan.others].find((each) => each.name === name);
    if (spec === undefined) throw new Error(`there is no stand-in ${name}`);
    await this.#supervisor.replace({ ...spec, env: { ...spec.env, ...env } });
  }

  /** Stops one process by SIGSTOP; resolves with what lets it go on. Throws while it is down. */
  async pause(name: string): Promise<() => Promise<void>> {
    return this.#supervisor.pause(name);
  }

  async stop(): Promise<void> {
    this.#cron?.stop();
    this.#environmentFile.remove();
    await this.#supervisor.stop();
    this.#lock.release();
  }

  #worker(): ServiceSpec {
    const { ports, dataDirectory } = this.#options;
    return workerdService(this.#release.variables, ports, dataDirectory, this.#release.root);
  }

  async #prepareDatabase(): Promise<void> {
    const { DATABASE_URL, NEON_LOCAL_PROXY } = this.plan.variables;
    await migrateDatabase(DATABASE_URL);
    if (!this.plan.databaseIsLocal) return;
    await this.#options.seed({ DATABASE_URL, NEON_LOCAL_PROXY });
  }
}
