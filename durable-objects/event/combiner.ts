/**
 * Group commit in front of an object: what many requests of an isolate want at the same moment travels in one RPC. Sent at
 * once when nothing is under way, else collected; one RPC under way; a bounded queue. What makes it safe in workerd:
 *
 *   1. A batch is sent by one of its own, living requests, never by a pump that serves later requests: I/O belongs to the
 *      request that began it and dies with that request.
 *   2. Each request makes the promise that it awaits. Only `resolve` functions and plain values cross requests; workerd hands
 *      a resolve over to the request that made the promise.
 *   3. Each waiting request has a timer of its own: without I/O of its own workerd ends it as hung.
 *   4. A waiting request that sees its batch unanswered for too long sends it again, the same items: the object knows them
 *      by their ids. A refusal such as `overloaded` is an answer, so it never leads to a second sending.
 */
export interface Sender<Item, Answer> {
  /** Keeps the request alive until its batch is answered, also when its client has gone. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** One RPC, with this request's own I/O; answers[i] belongs to items[i]. */
  readonly send: (items: readonly Item[]) => Promise<readonly Answer[]>;
}

export interface CombinerOptions<Answer> {
  /** Items that one batch holds; while an RPC is under way, more than that are refused. */
  readonly maxItems: number;
  /** A batch that got no answer for so long is sent again. */
  readonly rescueMs: number;
  /** The answer to an item that found the queue full. */
  readonly overloaded: Answer;
  /** The answer when nobody could deliver; whether the item took effect is not known. */
  readonly unavailable: Answer;
}

interface Batch<Item, Answer> {
  readonly items: Item[];
  readonly resolves: ((answer: Answer) => void)[];
  /** The batch before; its end is this one's turn. */
  previous: Batch<Item, Answer> | undefined;
  /** Undefined until it is first sent. */
  sentAtMs: number | undefined;
  /** Who sent it last; only compared, never used by another request. */
  sentBy: Sender<Item, Answer> | undefined;
  isAnswered: boolean;
  onAnswered: () => void;
}

/** After so many of its own timers a request sends even while the batch before has no answer: its senders are dead. */
const PATIENT_TICKS = 3;
const MAX_TICKS = 6;

export class Combiner<Item, Answer> {
  readonly #options: CombinerOptions<Answer>;
  /** The batch that still takes items. */
  #open: Batch<Item, Answer> | undefined;
  #latest: Batch<Item, Answer> | undefined;

  constructor(options: CombinerOptions<Answer>) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#latest?.isAnswered ?? true;
  }

  /** The answer to one item. Never rejects. */
  submit(sender: Sender<Item, Answer>, item: Item): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const batch = this.#open ?? this.#begin(sender);
    if (batch.items.length >= this.#options.maxItems) return Promise.resolve(this.#options.overloaded);
    batch.items.push(item);
    batch.resolves.push(resolve);
    // Last, so that the item is in the batch when it is sent at once.
    const stopWatch = this.#watch(batch, sender, resolve);
    return promise.finally(stopWatch);
  }

  #begin(sender: Sender<Item, Answer>): Batch<Item, Answer> {
    const batch: Batch<Item, Answer> = {
      items: [],
      resolves: [],
      previous: this.#latest,
      sentAtMs: undefined,
      sentBy: undefined,
      isAnswered: false,
      onAnswered: () => undefined,
    };
    this.#open = this.#latest = batch;
    sender.waitUntil(this.#lead(batch, sender));
    return batch;
  }

  /** The first request of a batch waits for its turn, then sends. */
  async #lead(batch: Batch<Item, Answer>, sender: Sender<Item, Answer>): Promise<void> {
    const { previous } = batch;
    if (previous !== undefined && !previous.isAnswered) {
      const turn = Promise.withResolvers<void>();
      const timer = setTimeout(turn.resolve, 2 * this.#options.rescueMs);
      previous.onAnswered = turn.resolve;
      await turn.promise;
      clearTimeout(timer);
    } else {
      // The items of this moment come along.
      await Promise.resolve();
    }
    if (batch.sentAtMs === undefined) await this.#send(batch, sender);
  }

  /** Never rejects. */
  async #send(batch: Batch<Item, Answer>, sender: Sender<Item, Answer>): Promise<void> {
    if (this.#open === batch) this.#open = undefined;
    // Or each batch would keep all batches before it.
    batch.previous = undefined;
    batch.sentAtMs = Date.now();
    batch.sentBy = sender;
    let answers: readonly Answer[] = [];
    try {
      answers = await sender.send(batch.items);
    } catch {
      // `send` answers its own failures; what it throws leaves every item without an answer.
    }
    if (batch.isAnswered) return;
    batch.isAnswered = true;
    for (const [i, resolve] of batch.resolves.entries()) resolve(answers[i] ?? this.#options.unavailable);
    batch.onAnswered();
  }

  /** The request's own timer; returns what stops it. */
  #watch(batch: Batch<Item, Answer>, sender: Sender<Item, Answer>, resolve: (answer: Answer) => void): () => void {
    const { rescueMs, unavailable } = this.#options;
    let ticks = 0;
    const tick = (): void => {
      if (batch.isAnswered) return;
      if (++ticks > MAX_TICKS) return resolve(unavailable);
      timer = setTimeout(tick, rescueMs);
      // Whoever's own sending is stuck lets another request try first.
      const patienceMs = batch.sentBy === sender ? 2 * rescueMs : rescueMs;
      const isQuiet = batch.sentAtMs === undefined || Date.now() - batch.sentAtMs >= patienceMs;
      const isItsTurn = batch.previous === undefined || batch.previous.isAnswered || ticks > PATIENT_TICKS;
      if (isQuiet && isItsTurn) void this.#send(batch, sender);
    };
    let timer = setTimeout(tick, rescueMs);
    return () => clearTimeout(timer);
  }
}
