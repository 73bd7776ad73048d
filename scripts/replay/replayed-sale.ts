import { replayEntry, type LogEntry, type OnChange } from "../../domain/inventory/replay.ts";
import { stateHash } from "../../domain/inventory/state-hash.ts";
import type { InventoryState } from "../../domain/inventory/state.ts";
import { CommandFailure } from "../command-failure.ts";
import type { NumberedEntry } from "./read-log.ts";
import type { Until } from "./replay-options.ts";

/** Who is interested in what a replay goes through. */
export interface Watcher {
  readonly changed: OnChange;
  /** Other terms are in force. */
  readonly configured: (state: InventoryState) => void;
}

/** A sale that is rebuilt from its log, entry by entry. */
export class ReplayedSale {
  readonly #watchers: readonly Watcher[];
  #state: InventoryState | undefined;
  #entries = 0;
  #lastEntry = 0;
  #atMs: number | undefined;

  constructor(watchers: readonly Watcher[]) {
    this.#watchers = watchers;
  }

  /** Number of the last entry. */
  get lastEntry(): number {
    return this.#lastEntry;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Of the last entry that has a time. */
  get atMs(): number | undefined {
    return this.#atMs;
  }

  get hash(): string {
    return stateHash(this.state);
  }

  get state(): InventoryState {
    if (this.#state === undefined) throw new CommandFailure("There is nothing before that: the log begins later.");
    return this.#state;
  }

  /** Throws a CommandFailure for an entry that does not do again what it was logged for. */
  add({ number, entry }: NumberedEntry): void {
    try {
      this.#state = replayEntry(this.#state, entry, (change, state) => {
        for (const watcher of this.#watchers) watcher.changed(change, state);
      });
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw new CommandFailure(`WRONG: entry ${number} does not do again what it was logged for: ${cause}`);
    }
    if (entry.kind === "configure") for (const watcher of this.#watchers) watcher.configured(this.state);
    if (entry.kind === "batch") this.#atMs = entry.atMs;
    this.#entries++;
    this.#lastEntry = number;
  }
}

/** Whether an entry comes after the moment at which a replay is to stop. */
export function isLater({ number, entry }: NumberedEntry, until: Until): boolean {
  return "entry" in until ? number > until.entry : timeOf(entry) > until.atMs;
}

function timeOf(entry: LogEntry): number {
  return entry.kind === "batch" ? entry.atMs : -Infinity;
}
