import type { VisitorId } from "../contract/ids.ts";
import type { QueuePlace } from "../contract/waiting-room.ts";
import { SECOND_MS } from "../time.ts";
import { isBefore } from "./is-before.ts";

/** Who was not seen for so long is not here any more: his pass would be wasted. */
export const GONE_AFTER_MS = 10 * SECOND_MS;

export interface ReadyEntry {
  readonly visitor: VisitorId;
  readonly place: QueuePlace;
  /** The gate that saw him last: it is told of his pass. */
  gate: number;
  seenAtMs: number;
}

/** The invited who are here, one entry per visitor, bounded: when it is full, the highest place gives way. */
export class ReadyList {
  /** Highest place first, so that the lowest is taken from the end. */
  #entries: ReadyEntry[] = [];
  readonly #byVisitor = new Map<VisitorId, ReadyEntry>();
  #sweptAtMs = -Infinity;

  get size(): number {
    return this.#entries.length;
  }

  /** Whether he stands here already, at this place or a lower one; if so, he is seen. */
  see({ visitor, place, gate, seenAtMs }: ReadyEntry): boolean {
    const known = this.#byVisitor.get(visitor);
    if (known === undefined || isBefore(place, known.place) || isGone(known, seenAtMs)) return false;
    known.gate = gate;
    known.seenAtMs = seenAtMs;
    return true;
  }

  /** In the stead of another place of his, if he has one. False: somebody, he or another, has found no room. */
  offer(entry: ReadyEntry, capacity: number): boolean {
    const known = this.#byVisitor.get(entry.visitor);
    if (known !== undefined) this.#entries.splice(this.#indexOf(known), 1);
    const highest = this.#entries[0];
    const isFull = this.#entries.length >= capacity;
    if (isFull && highest !== undefined && comesFirst(highest, entry)) return false;
    this.#entries.splice(this.#indexOf(entry), 0, entry);
    this.#byVisitor.set(entry.visitor, entry);
    this.trim(capacity);
    return !isFull;
  }

  /** The lowest who is here. */
  takeLowest(nowMs: number): ReadyEntry | undefined {
    for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
      this.#byVisitor.delete(entry.visitor);
      if (!isGone(entry, nowMs)) return entry;
    }
    return undefined;
  }

  /** Once a second at most; in between `takeLowest` passes over who is gone. */
  dropGone(nowMs: number): void {
    const sinceMs = nowMs - this.#sweptAtMs;
    if (sinceMs >= 0 && sinceMs < SECOND_MS) return;
    this.#sweptAtMs = nowMs;
    const here = this.#entries.filter((entry) => {
      // Seen in a future that a clock has jumped back from: from now on he must be seen again.
      entry.seenAtMs = Math.min(entry.seenAtMs, nowMs);
      if (!isGone(entry, nowMs)) return true;
      this.#byVisitor.delete(entry.visitor);
      return false;
    });
    if (here.length < this.#entries.length) this.#entries = here;
  }

  trim(capacity: number): void {
    while (this.#entries.length > capacity) {
      const highest = this.#entries.shift();
      if (highest !== undefined) this.#byVisitor.delete(highest.visitor);
    }
  }

  clear(): void {
    this.trim(0);
  }

  /** Where the entry is or would be. Equal places are ordered by visitor, so that the order does not depend on who came when. */
  #indexOf(entry: ReadyEntry): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#entries[middle];
      if (other !== undefined && comesFirst(entry, other)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isGone({ seenAtMs }: ReadyEntry, nowMs: number): boolean {
  return nowMs - seenAtMs >= GONE_AFTER_MS;
}

function comesFirst(a: ReadyEntry, b: ReadyEntry): boolean {
  if (isBefore(a.place, b.place)) return true;
  return !isBefore(b.place, a.place) && a.visitor < b.visitor;
}
