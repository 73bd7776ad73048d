/** A stream of choices that follows from its seed: SplitMix32, small enough for one stream per fan. Not for secrets. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number, 0 ≤ x < end. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** from ≤ x < to. */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Another stream, for the nth of whatever is numbered. */
  static ofNumber(seed: number, n: number): Random {
    return new Random(Math.imul(seed ^ 0x5bf03635, 0x01000193) ^ Math.imul(n + 1, 0x85ebca6b));
  }
}
