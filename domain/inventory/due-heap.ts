import type { BookingId } from "../contract/ids.ts";
import { MinHeap } from "./min-heap.ts";

/** Something to do with a booking at a time. */
export interface DueEntry {
  readonly atMs: number;
  readonly id: BookingId;
}

/**
 * What is due when, ordered by time, then id: the order depends on what is in it and not on how it came there, because
 * a replay must expire the same bookings. An entry is not taken out when its booking changes: readers skip what has
 * become stale, and `firstFresh` drops it once it is on top.
 */
export class DueHeap {
  readonly #entries = new MinHeap<DueEntry>(isBefore);

  push(entry: DueEntry): void {
    this.#entries.push(entry);
  }

  firstFresh(isStale: (entry: DueEntry) => boolean): DueEntry | undefined {
    let top = this.#entries.at(0);
    while (top !== undefined && isStale(top)) {
      this.#entries.pop();
      top = this.#entries.at(0);
    }
    return top;
  }

  /** Entries up to and including `untilMs`, in order, without changing the heap; the first k cost O(k log k). */
  *upTo(untilMs: number): Generator<DueEntry> {
    const entries = this.#entries;
    const frontier = new MinHeap<number>((a, b) => {
      const [left, right] = [entries.at(a), entries.at(b)];
      return left !== undefined && right !== undefined && isBefore(left, right);
    });
    if (entries.size > 0) frontier.push(0);
    for (let index = frontier.pop(); index !== undefined; index = frontier.pop()) {
      const entry = entries.at(index);
      if (entry === undefined || entry.atMs > untilMs) return;
      yield entry;
      for (const child of [2 * index + 1, 2 * index + 2]) if (child < entries.size) frontier.push(child);
    }
  }
}

function isBefore(a: DueEntry, b: DueEntry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id);
}
