import { SECOND_MS } from "../time.ts";

/** How many in the last so many seconds, the present one included. A clock that jumps back begins anew. */
export class RecentCount {
  readonly #perSecond: Float64Array;
  #second = -Infinity;

  constructor(seconds: number) {
    this.#perSecond = new Float64Array(seconds);
  }

  get seconds(): number {
    return this.#perSecond.length;
  }

  add(count: number, nowMs: number): void {
    this.#advance(nowMs);
    const slot = this.#second % this.#perSecond.length;
    this.#perSecond[slot] = (this.#perSecond[slot] ?? 0) + count;
  }

  sum(nowMs: number): number {
    this.#advance(nowMs);
    let sum = 0;
    for (const count of this.#perSecond) sum += count;
    return sum;
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second === this.#second) return;
    const seconds = this.#perSecond.length;
    if (second < this.#second || second >= this.#second + seconds) this.#perSecond.fill(0);
    else for (let s = this.#second + 1; s <= second; s++) this.#perSecond[s % seconds] = 0;
    this.#second = second;
  }
}
