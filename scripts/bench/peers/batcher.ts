/**
 * Group commit: what is asked while a batch is under way goes together into the next one. Items of one batch never collide
 * (`marks` in common): the later one waits for the batch after.
 */
export class Batcher<Item, Answer> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #marks: (item: Item) => readonly string[];
  #waiting: Waiting<Item, Answer>[] = [];
  #isRunning = false;

  constructor(run: (items: readonly Item[]) => Promise<readonly Answer[]>, marks: (item: Item) => readonly string[]) {
    this.#run = run;
    this.#marks = marks;
  }

  submit(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // What arrived in the same turn of the event loop comes along.
      setImmediate(() => void this.#runAll());
    });
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      try {
        const answers = await this.#run(batch.map(({ item }) => item));
        if (answers.length !== batch.length) throw new Error("a batch has an answer for each of its items");
        for (const [i, answer] of answers.entries()) batch[i]?.resolve(answer);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }

  #takeBatch(): Waiting<Item, Answer>[] {
    const marked = new Set<string>();
    const batch: Waiting<Item, Answer>[] = [];
    const later: Waiting<Item, Answer>[] = [];
    for (const each of this.#waiting) {
      const marks = this.#marks(each.item);
      if (marks.some((mark) => marked.has(mark))) later.push(each);
      else batch.push(each);
      for (const mark of marks) marked.add(mark);
    }
    this.#waiting = later;
    return batch;
  }
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}
