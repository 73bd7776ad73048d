import { RedisError } from "../redis-reply.ts";

export type RedisHash = Map<string, string>;
type Value = string | RedisHash;

interface Entry {
  value: Value;
  expiresAtMs: number | undefined;
}

const SWEEP_AT_LEAST_EVERY = 1_000;

/**
 * The keys of the in-process Redis. A key whose time has come is gone for every reader at once; its memory is taken back
 * when it is touched, or by a sweep after as many accesses as there were keys, which keeps the cost of each constant.
 */
export class Keyspace {
  readonly now: () => number;
  readonly #entries = new Map<string, Entry>();
  #untilSweep = SWEEP_AT_LEAST_EVERY;

  constructor(now: () => number) {
    this.now = now;
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  typeOf(key: string): "string" | "hash" | "none" {
    const value = this.#find(key)?.value;
    if (value === undefined) return "none";
    return typeof value === "string" ? "string" : "hash";
  }

  /** The text under the key. Throws WRONGTYPE for a hash. */
  text(key: string): string | undefined {
    const value = this.#find(key)?.value;
    if (value === undefined || typeof value === "string") return value;
    throw wrongType();
  }

  /** The hash under the key; changing it changes what is stored. Throws WRONGTYPE for a text. */
  hash(key: string): RedisHash | undefined {
    const value = this.#find(key)?.value;
    if (value === undefined || typeof value !== "string") return value;
    throw wrongType();
  }

  /** Like {@link hash}, and makes an empty one where there is nothing. */
  hashForWriting(key: string): RedisHash {
    const existing = this.hash(key);
    if (existing !== undefined) return existing;
    const hash: RedisHash = new Map();
    this.#entries.set(key, { value: hash, expiresAtMs: undefined });
    return hash;
  }

  /** Puts a text there, whatever was there before. Without a time it never expires. */
  putText(key: string, text: string, expiresAtMs?: number): void {
    this.#entries.set(key, { value: text, expiresAtMs });
  }

  /** Replaces a text, or makes one, and leaves its expiry as it is: what INCR does. */
  changeText(key: string, text: string): void {
    this.putText(key, text, this.expiresAtMs(key));
  }

  expiresAtMs(key: string): number | undefined {
    return this.#find(key)?.expiresAtMs;
  }

  /** A time that has passed removes the key. */
  setExpiry(key: string, expiresAtMs: number | undefined): void {
    const entry = this.#find(key);
    if (entry === undefined) return;
    entry.expiresAtMs = expiresAtMs;
    this.#find(key);
  }

  /** Whether there was such a key. */
  remove(key: string): boolean {
    return this.has(key) && this.#entries.delete(key);
  }

  /** All keys that live, in the order in which they were made. */
  keys(): readonly string[] {
    this.#sweep();
    return [...this.#entries.keys()];
  }

  clear(): void {
    this.#entries.clear();
  }

  #find(key: string): Entry | undefined {
    if (--this.#untilSweep <= 0) this.#sweep();
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.#isOver(entry)) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #sweep(): void {
    for (const [key, entry] of this.#entries) if (this.#isOver(entry)) this.#entries.delete(key);
    this.#untilSweep = Math.max(SWEEP_AT_LEAST_EVERY, this.#entries.size);
  }

  #isOver(entry: Entry): boolean {
    return entry.expiresAtMs !== undefined && entry.expiresAtMs <= this.now();
  }
}

function wrongType(): RedisError {
  return new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
}
