import { MinHeap } from "../../inventory/min-heap.ts";

interface Item {
  readonly atMs: number;
  readonly order: number;
  readonly what: string;
  readonly run: () => void;
}

/** What is going to happen, in order of the true time, which no part of the world can see; what is due together in order of planning. */
export class Agenda {
  trueMs: number;
  readonly #items = new MinHeap<Item>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
  #planned = 0;

  constructor(startMs: number) {
    this.trueMs = startMs;
  }

  /** `what` names it in the story of a run. */
  in(ms: number, what: string, run: () => void): void {
    this.#items.push({ atMs: this.trueMs + ms, order: this.#planned++, what, run });
  }

  /** Lets time pass until the next thing, and does it; what it was, or undefined when nothing is planned. */
  next(): string | undefined {
    const item = this.#items.pop();
    if (item === undefined) return undefined;
    this.trueMs = item.atMs;
    item.run();
    return item.what;
  }
}
