/** A process that dies at a write: the ports that it works on, each durable write counted. */
import type { Services } from "../../../workers/services.ts";

/** Methods that change what outlives a process. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  payments: [
    "open",
    "attachSession",
    "unlock",
    "markAuthorised",
    "markProcessing",
    "complete",
    "close",
    "recordDecline",
    "noteDispute",
    "receive",
    "quiet",
  ],
  refunds: ["request", "finish", "fail", "noteFailed", "cancelEvent", "advanceCancellation"],
  outbox: ["claim", "consume", "fail", "revive"],
  inventory: ["execute", "configure", "saveAgain"],
  provider: ["createSession", "expireSession", "capture", "void", "refund"],
  publisher: ["publish"],
  mailer: ["send"],
};

export class Killed extends Error {}

/** At which write, counted from 1, and whether that write is still done. */
export interface Death {
  readonly at: number;
  readonly side: "before" | "after";
}

export class MortalProcess {
  readonly services: Services;
  readonly #death: Death | undefined;
  #writes = 0;
  #isDead = false;

  constructor(services: Services, death: Death | undefined) {
    this.#death = death;
    const ports = Object.entries(services).map(([name, port]) => [name, this.#mortal(name, port)]);
    const all = Object.fromEntries(ports) as Services;
    const { providers } = services;
    const mortalProviders = {
      ...providers,
      of: (name: Parameters<typeof providers.of>[0]) => this.#mortal("provider", providers.of(name)),
    };
    this.services = { ...all, providers: mortalProviders };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Durable writes that were begun. */
  get writes(): number {
    return this.#writes;
  }

  #mortal<Port>(name: string, port: Port): Port {
    if (typeof port !== "object" || port === null) return port;
    const methods = Object.entries(port as Record<string, unknown>).map(([method, call]) => {
      if (typeof call !== "function") return [method, call];
      const isWrite = WRITES[name]?.includes(method) ?? false;
      const mortal = (...args: unknown[]): unknown => this.#call(isWrite, () => call.apply(port, args) as unknown);
      return [method, mortal];
    });
    return Object.fromEntries(methods) as Port;
  }

  /** Nothing that a dead process calls happens. */
  #call(isWrite: boolean, call: () => unknown): unknown {
    if (this.#isDead) throw new Killed();
    if (!isWrite) return call();
    const dies = ++this.#writes === this.#death?.at;
    if (dies && this.#death?.side === "before") this.#die();
    const result = call();
    return dies ? Promise.resolve(result).finally(() => this.#die()) : result;
  }

  #die(): never {
    this.#isDead = true;
    throw new Killed();
  }
}
