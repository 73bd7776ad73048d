import type { QueueLoad } from "../../domain/contract/waiting-room.ts";

/** Seconds of joining that are told apart: half an hour, as long as a queue token lives unless it is renewed. */
const MAX_SECONDS = 1_800;

/**
 * What is owed to the queue, added up until somebody takes it. Bounded: when nobody takes it, the oldest second is forgotten.
 */
export class LoadTally {
  readonly #joins = new Map<number, number>();
  #holds = 0;
  #slowHolds = 0;
  #isProviderDown = false;

  add({ joins = [], holds = 0, slowHolds = 0, isProviderDown = false }: Partial<QueueLoad>): void {
    for (const [second, count] of joins) this.#joins.set(second, (this.#joins.get(second) ?? 0) + count);
    while (this.#joins.size > MAX_SECONDS) this.#joins.delete(Math.min(...this.#joins.keys()));
    this.#holds += holds;
    this.#slowHolds += slowHolds;
    this.#isProviderDown ||= isProviderDown;
  }

  take(): QueueLoad {
    const load: QueueLoad = {
      joins: [...this.#joins].toSorted(([a], [b]) => a - b),
      holds: this.#holds,
      slowHolds: this.#slowHolds,
      isProviderDown: this.#isProviderDown,
    };
    this.#joins.clear();
    this.#holds = this.#slowHolds = 0;
    this.#isProviderDown = false;
    return load;
  }
}
