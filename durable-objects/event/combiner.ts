/**
 * Group commit in front of an object: what many requests want at the same moment travels in one RPC. It stands in the Worker,
 * where an item is a command, and again in the gates, where an item is an isolate's batch. Sent at once when nothing is under
 * way, else collected; one RPC under way; a bounded queue. What makes it safe in workerd:
 *
 *   1. A batch is sent by one of its own, living requests, never by a pump that serves later requests: I/O belongs to the
 *      request that began it and dies with that request.
 *   2. Each request makes the promise that it awaits. Only `resolve` functions and plain values cross requests; workerd hands
 *      a resolve over to the request that made the promise.
 *   3. Each waiting request has a timer of its own: without I/O of its own workerd ends it as hung.
 *   4. A waiting request that sees its batch unanswered for too long sends it again, the same items: the object knows them
 *      by their ids. A refusal such as `overloaded` is an answer, so it never leads to a second sending.
 */
export interface Sender {
  /** Keeps the request alive until its batch is answered, also when its client has gone. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface CombinerOptions<Item, Answer, Requester extends Sender> {
  /** One RPC, with the I/O of this request; answers[i] belongs to items[i]. */
  readonly send: (items: readonly Item[], request: Requester) => Promise<readonly Answer[]>;
  /** What one batch holds; while an RPC is under way, more than that is refused. */
  readonly maxWeight: number;
  /** What an item counts; 1 unless set. */
  readonly weightOf?: (item: Item) => number;
  /**
   * How long a batch waits, at most, for those whom the batch before has answered just now: under load they are back at once, and
   * two batches that alternate become one of twice the size. Who is alone waits for nobody. 0 unless set.
   */
  readonly lingerMs?: number;
  /** A batch that got no answer for so long is sent again. */
  readonly rescueMs: number;
  /** The answer to an item that found the queue full. */
  readonly overloaded: Answer;
  /** The answer when nobody could deliver; whether the item took effect is not known. */
  readonly unavailable: Answer;
}

interface Batch<Item, Answer> {
  readonly items: Item[];
  weight: number;
  readonly resolves: ((answer: Answer) => void)[];
  /** The batch before; its end is this one's turn. */
  previous: Batch<Item, Answer> | undefined;
  /** Undefined until it is first sent. */
  sentAtMs: number | undefined;
  /** Who sent it last; only compared, never used by another request. */
  sentBy: Sender | undefined;
  isAnswered: boolean;
  answeredAtMs: number;
  onAnswered: () => void;
  /** The weight at which it need not linger any more. */
  enough: number;
  onEnough: () => void;
}

/** After so many of its own timers a request sends even while the batch before has no answer: its senders are dead. */
const PATIENT_TICKS = 3;
const MAX_TICKS = 6;

export class Combiner<Item, Answer, Requester extends Sender = Sender> {
  readonly #options: CombinerOptions<Item, Answer, Requester>;
  /** The batch that still takes items. */
  #open: Batch<Item, Answer> | undefined;
  #latest: Batch<Item, Answer> | undefined;

  constructor(options: CombinerOptions<Item, Answer, Requester>) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#latest?.isAnswered ?? true;
  }

  /** The answer to one item. Never rejects. */
  submit(request: Requester, item: Item): Promise<Answer> {
    const { maxWeight, weightOf, overloaded } = this.#options;
    const weight = weightOf?.(item) ?? 1;
    if ((this.#open?.weight ?? 0) + weight > maxWeight) return Promise.resolve(overloaded);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const batch = this.#open ?? this.#begin(request);
    batch.weight += weight;
    batch.items.push(item);
    batch.resolves.push(resolve);
    if (batch.weight >= batch.enough) batch.onEnough();
    return this.#watched(batch, request, promise, resolve);
  }

  #begin(request: Requester): Batch<Item, Answer> {
    const batch: Batch<Item, Answer> = {
      items: [],
      weight: 0,
      resolves: [],
      previous: this.#latest,
      sentAtMs: undefined,
      sentBy: undefined,
      isAnswered: false,
      answeredAtMs: -Infinity,
      onAnswered: () => undefined,
      enough: Infinity,
      onEnough: () => undefined,
    };
    this.#open = this.#latest = batch;
    request.waitUntil(this.#lead(batch, request));
    return batch;
  }

  /** The first request of a batch waits for its turn, then sends. */
  async #lead(batch: Batch<Item, Answer>, request: Requester): Promise<void> {
    const { previous } = batch;
    if (previous !== undefined && !previous.isAnswered) {
      await atMost(2 * this.#options.rescueMs, (turn) => (previous.onAnswered = turn));
      await this.#linger(batch, batch.weight + previous.weight);
    } else {
      // The items of this moment come along.
      await Promise.resolve();
      await this.#linger(batch, previous?.weight ?? 0);
    }
    if (batch.sentAtMs === undefined) await this.#send(batch, request);
  }

  /** For those whom the batch before has answered just now. */
  async #linger(batch: Batch<Item, Answer>, enough: number): Promise<void> {
    const { lingerMs = 0 } = this.#options;
    const answeredAtMs = batch.previous?.answeredAtMs ?? -Infinity;
    if (batch.weight >= enough || Date.now() - answeredAtMs >= lingerMs) return;
    batch.enough = enough;
    await atMost(lingerMs, (resolve) => (batch.onEnough = resolve));
  }

  /** Never rejects. */
  async #send(batch: Batch<Item, Answer>, request: Requester): Promise<void> {
    if (this.#open === batch) this.#open = undefined;
    // Or each batch would keep all batches before it.
    batch.previous = undefined;
    batch.sentAtMs = Date.now();
    batch.sentBy = request;
    let answers: readonly Answer[] = [];
    try {
      answers = await this.#options.send(batch.items, request);
    } catch {
      // `send` answers its own failures; what it throws leaves every item without an answer.
    }
    if (batch.isAnswered) return;
    batch.isAnswered = true;
    batch.answeredAtMs = Date.now();
    for (const [i, resolve] of batch.resolves.entries()) resolve(answers[i] ?? this.#options.unavailable);
    batch.onAnswered();
  }

  /** The promise with the request's own timer, which ends with it. */
  #watched(
    batch: Batch<Item, Answer>,
    request: Requester,
    promise: Promise<Answer>,
    resolve: (answer: Answer) => void,
  ): Promise<Answer> {
    const { rescueMs, unavailable } = this.#options;
    let ticks = 0;
    const tick = (): void => {
      if (batch.isAnswered) return;
      if (++ticks > MAX_TICKS) return resolve(unavailable);
      timer = setTimeout(tick, rescueMs);
      // Whoever's own sending is stuck lets another request try first.
      const patienceMs = batch.sentBy === request ? 2 * rescueMs : rescueMs;
      const isQuiet = batch.sentAtMs === undefined || Date.now() - batch.sentAtMs >= patienceMs;
      const isItsTurn = batch.previous === undefined || batch.previous.isAnswered || ticks > PATIENT_TICKS;
      if (isQuiet && isItsTurn) void this.#send(batch, request);
    };
    let timer = setTimeout(tick, rescueMs);
    // Only here: a callback on another request's promise would run as that request, and the timer is not its own.
    return promise.then((answer) => {
      clearTimeout(timer);
      return answer;
    });
  }
}

/** Until what `begin` is given is called, or the time is over. */
async function atMost(ms: number, begin: (resolve: () => void) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  begin(resolve);
  await promise;
  clearTimeout(timer);
}
