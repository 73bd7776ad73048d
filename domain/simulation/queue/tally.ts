/** Counts per slot of virtual time. */
export class Tally {
  readonly slotMs: number;
  readonly #counts: number[] = [];

  constructor(slotMs: number) {
    this.slotMs = slotMs;
  }

  add(count: number, atMs: number): void {
    const slot = Math.floor(atMs / this.slotMs);
    while (this.#counts.length <= slot) this.#counts.push(0);
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }

  get counts(): readonly number[] {
    return this.#counts;
  }

  max(): number {
    return this.#counts.reduce((most, count) => Math.max(most, count), 0);
  }

  mean(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0) / Math.max(1, this.#counts.length);
  }
}
