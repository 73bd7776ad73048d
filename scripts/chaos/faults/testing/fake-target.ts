import type { Release } from "../../../start/stack.ts";
import type { WorkerVariables } from "../../../start/worker-variables.ts";
import { Dial } from "../dial.ts";
import type { Target } from "../target.ts";

/** Of a Worker's variables, those that faults change or must not change. */
const VARIABLES = {
  QSTASH_CURRENT_SIGNING_KEY: "sig_a",
  QSTASH_NEXT_SIGNING_KEY: "sig_b",
  QUEUE_SIGNING_KEYS: "k1:old",
  TICKET_SIGNING_KEY: "the ticket key",
} as WorkerVariables;

/** A stack that only writes down what is done to it. */
export class FakeTarget implements Target {
  readonly done: string[] = [];
  /** Of stand-ins that were started anew. */
  readonly settings = new Map<string, Readonly<Record<string, string>>>();
  readonly olderRoot = "/older";
  readonly dials = { qstash: new Dial("http://qstash.test"), providers: [] };
  #release: Release = { root: "/newest", variables: VARIABLES };

  release(): Release {
    return this.#release;
  }

  async crash(process: string): Promise<void> {
    this.done.push(`kill ${process}`);
  }

  async pause(process: string): Promise<() => Promise<void>> {
    this.done.push(`stop ${process}`);
    return async () => void this.done.push(`continue ${process}`);
  }

  async deploy(release: Release): Promise<void> {
    this.#release = release;
    this.done.push(`deploy ${release.root}`);
  }

  async reconfigure(standIn: string, env: Readonly<Record<string, string>>): Promise<void> {
    this.settings.set(standIn, env);
    this.done.push(`reconfigure ${standIn}`);
  }
}
