import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";

/**
 * The object's one alarm. To set it is a billed row, so it is only ever brought forward: when it fires too early for
 * what is next, it is set again then. A new life does not know what the last one set, and sets its own.
 */
export class AlarmClock {
  readonly #storage: DurableObjectStorage;
  #armedAtMs: number | null = null;
  #timesSet = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** How often it was set since the object was started; each time a row. */
  get timesSet(): number {
    return this.#timesSet;
  }

  fired(): void {
    this.#armedAtMs = null;
  }

  /** Makes sure that the alarm fires at `atMs` or before. Not awaited: it is part of the commit that came just before. */
  arm(atMs: number): void {
    if (!Number.isFinite(atMs) || (this.#armedAtMs !== null && this.#armedAtMs <= atMs)) return;
    this.#armedAtMs = atMs;
    this.#timesSet++;
    this.#storage.setAlarm(atMs).catch((error: unknown) => {
      this.#armedAtMs = null;
      logLine("error", "the alarm could not be set", undefined, { cause: describeError(error) });
    });
  }
}
