import type { RawAnswer } from "./answer-reader.ts";
import type { LoadResult } from "./load-plan.ts";

/** Counts answers and keeps their latencies. */
export class Tally {
  readonly #latenciesMs: Float64Array;
  readonly #statuses: Record<number, number> = {};
  #count = 0;
  #oddity: string | null = null;

  constructor(expected: number) {
    this.#latenciesMs = new Float64Array(expected);
  }

  get isComplete(): boolean {
    return this.#count === this.#latenciesMs.length;
  }

  add({ status, bytes }: RawAnswer, latencyMs: number): void {
    this.#latenciesMs[this.#count++] = latencyMs;
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    if (status >= 300 && status !== 409) this.#oddity ??= bytes.toString();
  }

  result(seconds: number): LoadResult {
    return {
      seconds,
      statuses: this.#statuses,
      latenciesMs: this.#latenciesMs.subarray(0, this.#count).toSorted(),
      oddity: this.#oddity,
    };
  }
}
