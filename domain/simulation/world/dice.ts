import type { RandomBytes } from "../../contract/ids.ts";
import { createRandom, type Random } from "../random.ts";

/** All chance of a world; the same seed gives the same world. */
export class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  /** Throws for an empty list. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.int(0, list.length - 1)];
    if (picked === undefined) throw new Error("there is nothing to pick from");
    return picked;
  }

  readonly bytes: RandomBytes = (length) => Uint8Array.from({ length }, () => this.int(0, 255));
}
