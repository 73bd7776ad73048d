const FIRST_SLOTS = 1_024;
const FULLEST = 0.6;

/**
 * A whole number of 32 bits per visitor, remembered for `spanMs` at least and twice that at most: about 25 bytes each. A
 * visitor is known by 53 bits of a hash of his id: of a million, one in nine billion new ones would be taken for another.
 */
export class VisitorMemory {
  readonly #spanMs: number;
  #young = new Table();
  #old = new Table();
  #turnedAtMs = -Infinity;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  set(visitor: string, value: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#young.set(hash53(visitor), value);
  }

  get(visitor: string): number | undefined {
    const hash = hash53(visitor);
    return this.#young.get(hash) ?? this.#old.get(hash);
  }

  /** A clock that jumps back makes the memory last longer, never shorter. */
  #turn(nowMs: number): void {
    if (nowMs < this.#turnedAtMs || this.#turnedAtMs === -Infinity) this.#turnedAtMs = nowMs;
    if (nowMs - this.#turnedAtMs < this.#spanMs) return;
    this.#old = this.#young;
    this.#young = new Table();
    this.#turnedAtMs = nowMs;
  }
}

/** Open addressing with linear probing; hash 0 marks a free slot. */
class Table {
  #hashes = new Float64Array(FIRST_SLOTS);
  #values = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get(hash: number): number | undefined {
    const slot = this.#slotOf(hash);
    return this.#hashes[slot] === hash ? this.#values[slot] : undefined;
  }

  set(hash: number, value: number): void {
    const slot = this.#slotOf(hash);
    const isNew = this.#hashes[slot] !== hash;
    this.#hashes[slot] = hash;
    this.#values[slot] = value;
    if (isNew && ++this.#size > this.#hashes.length * FULLEST) this.#grow();
  }

  #slotOf(hash: number): number {
    const last = this.#hashes.length - 1;
    let slot = hash & last;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const [hashes, values] = [this.#hashes, this.#values];
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#values = new Uint32Array(hashes.length * 2);
    for (const [i, hash] of hashes.entries()) {
      if (hash === 0) continue;
      const slot = this.#slotOf(hash);
      this.#hashes[slot] = hash;
      this.#values[slot] = values[i] ?? 0;
    }
  }
}

/** Two multiplicative hashes of 32 bits side by side, mixed at the end as MurmurHash3 does; never 0. */
function hash53(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high >>> 11) * 2 ** 32 + (low >>> 0) || 1;
}
