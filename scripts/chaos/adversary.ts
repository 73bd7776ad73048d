import { setTimeout as delay } from "node:timers/promises";
import { createFault } from "./faults/create-fault.ts";
import type { Target } from "./faults/target.ts";
import type { FaultKind } from "./plan/fault-kinds.ts";
import type { PlannedFault } from "./plan/plan-faults.ts";

/** What was done, and when; since 1970. */
export interface FaultNote {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Does what was planned, and puts it right again. */
export class Adversary {
  readonly notes: FaultNote[] = [];
  readonly #target: Target;
  readonly #onFault: (kind: FaultKind) => void;
  readonly #stopped = new AbortController();
  #played: Promise<unknown> = Promise.resolve();

  constructor(target: Target, onFault: (kind: FaultKind) => void) {
    this.#target = target;
    this.#onFault = onFault;
  }

  /** Resolves once the last fault is healed. Rejects, with all healed, when one could not be done. */
  async run(plan: readonly PlannedFault[]): Promise<void> {
    const startMs = Date.now();
    const faults = Promise.allSettled(plan.map((planned) => this.#play(planned, startMs)));
    this.#played = faults;
    for (const fault of await faults) if (fault.status === "rejected") throw fault.reason;
  }

  /** Nothing more begins, and what lasts is healed; resolves once that is done. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#played;
  }

  async #play({ kind, atMs, forMs }: PlannedFault, startMs: number): Promise<void> {
    await this.#pause(startMs + atMs - Date.now());
    if (this.#stopped.signal.aborted) return;
    const fault = createFault(kind, this.#target);
    const fromMs = Date.now();
    this.#onFault(kind);
    try {
      await fault.inject();
      await this.#pause(forMs);
    } catch (error) {
      this.#stopped.abort();
      throw new Error(`the fault ${kind} could not be done`, { cause: error });
    } finally {
      await fault.heal();
      this.notes.push({ kind, fromMs, toMs: Date.now() });
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(Math.max(0, ms), undefined, { signal: this.#stopped.signal }).catch(() => {});
  }
}
