import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { lastWords } from "./last-words.ts";
import { pauseProcess } from "./pause-process.ts";
import { decideRestart } from "./restart-policy.ts";
import { ServiceFailure } from "./service-failure.ts";
import type { ServiceSpec } from "./service-spec.ts";
import { spawnService, type SpawnedService } from "./spawn-service.ts";

const LISTEN_DEADLINE_MS = 60_000;
const STOP_MS = 2_000;

export interface SupervisedServiceOptions {
  readonly logDirectory: string;
  /** One plain line for whoever watches. */
  readonly say: (line: string) => void;
  /** It died too often and stays down. */
  readonly onGiveUp: () => void;
}

/** One process that is started again whenever it dies, until it is stopped. */
export class SupervisedService {
  readonly #options: SupervisedServiceOptions;
  readonly #logFile: string;
  readonly #deathsMs: number[] = [];
  readonly #stopped = new AbortController();
  #current: SpawnedService | undefined;
  /** Those who wait until it listens again. */
  readonly #waiting: (() => void)[] = [];
  #spec: ServiceSpec;

  constructor(spec: ServiceSpec, options: SupervisedServiceOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#logFile = join(options.logDirectory, `${spec.name}.log`);
  }

  get name(): string {
    return this.#spec.name;
  }

  /** Undefined while it is down. */
  get pid(): number | undefined {
    return this.#current?.process.pid;
  }

  /** Resolves once it listens. Throws one plain line when it ends first, or does not listen within a minute. */
  async start(): Promise<void> {
    if (existsSync(this.#logFile)) renameSync(this.#logFile, `${this.#logFile}.1`);
    const failure = await this.#launch();
    if (failure !== undefined) throw new ServiceFailure(this.#obituary("did not start", failure));
  }

  /**
   * SIGKILL, as a crash would; resolves once the process that replaces it listens, or once it is given up.
   *
   * @param pid of a process that this one started and does not outlive, to be killed in its stead
   */
  async crash(pid?: number): Promise<void> {
    const up = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (pid === undefined) this.#current?.process.kill("SIGKILL");
    else process.kill(pid, "SIGKILL");
    await Promise.race([up, aborted(this.#stopped.signal)]);
  }

  /** As `crash`; but from now on it is started by another specification. */
  async replace(spec: ServiceSpec): Promise<void> {
    this.#spec = spec;
    await this.crash();
  }

  /**
   * SIGSTOP, to all that it started too: it holds its ports and connections, and answers nobody. Resolves with what lets it go
   * on. Throws while it is down.
   */
  async pause(): Promise<() => Promise<void>> {
    const { pid } = this;
    if (pid === undefined) throw new Error(`${this.name} is down`);
    return pauseProcess(pid);
  }

  /** SIGTERM, then SIGKILL when it takes too long; resolves once it is gone. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const current = this.#current;
    if (!current) return;
    current.process.kill("SIGTERM");
    const late = setTimeout(() => current.process.kill("SIGKILL"), this.#spec.stopMs ?? STOP_MS);
    await current.ended;
    clearTimeout(late);
  }

  /** How the process ended when it did so before it listened; undefined when it listens. */
  async #launch(): Promise<string | undefined> {
    const service = spawnService(this.#spec, this.#logFile);
    this.#current = service;
    const ended = service.ended.then((how) => {
      if (this.#current === service) this.#current = undefined;
      return how;
    });
    const late = setTimeout(() => service.process.kill("SIGKILL"), LISTEN_DEADLINE_MS);
    const failure = await Promise.race([service.listening, ended]);
    clearTimeout(late);
    if (failure !== undefined) return failure;
    for (const resolve of this.#waiting.splice(0)) resolve();
    void ended.then((how) => this.#died(how));
    return undefined;
  }

  async #died(how: string): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    const nowMs = performance.now();
    this.#deathsMs.push(nowMs);
    const decision = decideRestart(this.#deathsMs, nowMs);
    if (decision.kind === "give_up") {
      this.#stopped.abort();
      this.#options.say(this.#obituary("died 5 times in 10 s and stays down", how));
      return this.#options.onGiveUp();
    }
    this.#options.say(`${this.#spec.name} died (${how}); starting it again`);
    if (!(await this.#pause(decision.afterMs))) return;
    const failure = await this.#launch().catch((error: unknown) => String(error));
    if (failure !== undefined) await this.#died(failure);
  }

  /** False when the service was stopped meanwhile. */
  async #pause(ms: number): Promise<boolean> {
    await delay(ms, undefined, { signal: this.#stopped.signal }).catch(() => {});
    return !this.#stopped.signal.aborted;
  }

  #obituary(what: string, how: string): string {
    const words = lastWords(this.#logFile);
    return `${this.#spec.name} ${what} (${how})${words ? `: ${words}` : ""}; its log is ${this.#logFile}`;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
