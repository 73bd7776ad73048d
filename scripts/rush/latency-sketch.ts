/**
 * Quantiles of durations within 1 %, in constant memory: logarithmic buckets as in DDSketch (Masson, Rim and Lee, VLDB
 * 2019), from 0.05 ms to two minutes; what lies outside counts as the end it is nearer to.
 */
const ACCURACY = 0.01;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
const SHORTEST_MS = 0.05;
const LONGEST_MS = 120_000;
const BUCKETS = Math.ceil(Math.log(LONGEST_MS / SHORTEST_MS) / LOG_GAMMA) + 1;

export class LatencySketch {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(ms / SHORTEST_MS) / LOG_GAMMA);
    const index = Math.min(BUCKETS - 1, Math.max(0, bucket));
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count++;
  }

  addAll(other: LatencySketch): void {
    for (let i = 0; i < BUCKETS; i++) this.#buckets[i] = (this.#buckets[i] ?? 0) + (other.#buckets[i] ?? 0);
    this.#count += other.#count;
  }

  /** In ms; undefined when nothing was added. 0 < q ≤ 1. */
  quantile(q: number): number | undefined {
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#buckets[i] ?? 0;
      if (seen >= rank) return (SHORTEST_MS * 2 * GAMMA ** i) / (GAMMA + 1);
    }
    return undefined;
  }
}
