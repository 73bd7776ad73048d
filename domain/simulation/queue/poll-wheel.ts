/** Who polls at which step of the clock: a wheel of linked lists in typed arrays. Each visitor has one poll before him. */
export class PollWheel {
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  /** No poll is further away than `slots` steps. */
  constructor(visitors: number, slots: number) {
    this.#heads = new Int32Array(slots).fill(-1);
    this.#next = new Int32Array(visitors).fill(-1);
  }

  plan(visitor: number, step: number): void {
    const slot = step % this.#heads.length;
    this.#next[visitor] = this.#heads[slot] ?? -1;
    this.#heads[slot] = visitor;
  }

  /** Those of a step, who may plan their next poll meanwhile. */
  take(step: number): readonly number[] {
    const slot = step % this.#heads.length;
    const visitors: number[] = [];
    for (let visitor = this.#heads[slot] ?? -1; visitor !== -1; visitor = this.#next[visitor] ?? -1)
      visitors.push(visitor);
    this.#heads[slot] = -1;
    return visitors;
  }
}
