/** A binary heap: the item that is before all others is on top. */
export class MinHeap<T> {
  readonly #items: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The item at a place of the heap: 0 is the top, below `i` are `2i + 1` and `2i + 2`. */
  at(index: number): T | undefined {
    return this.#items[index];
  }

  push(item: T): void {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !this.#isBefore(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let index = 0;
    for (;;) {
      const child = this.#firstChild(index);
      const below = items[child];
      if (below === undefined || !this.#isBefore(below, last)) break;
      items[index] = below;
      index = child;
    }
    items[index] = last;
    return top;
  }

  #firstChild(index: number): number {
    const [left, right] = [this.#items[2 * index + 1], this.#items[2 * index + 2]];
    return left !== undefined && right !== undefined && this.#isBefore(right, left) ? 2 * index + 2 : 2 * index + 1;
  }
}
