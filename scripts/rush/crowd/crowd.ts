import { MinHeap } from "../../../domain/inventory/min-heap.ts";
import type { Notes } from "../audit/notes.ts";
import type { Ask, Move, Reply } from "../fan/move.ts";
import type { Measures } from "./measures.ts";

type Asking = Extract<Move, { kind: "ask" }>;

const BUYERS_SHARE = 0.75;

export interface Arrival {
  readonly atMs: number;
  readonly come: () => Move;
}

export interface CrowdOptions {
  /** Never throws; see HttpClient. */
  readonly send: (ask: Ask) => Promise<Reply>;
  readonly notes: Notes;
  readonly measures: Measures;
  /** Fans whose requests may be under way at the same time. */
  readonly concurrency: number;
}

/**
 * Runs fans as entries of a time heap: one that waits costs an object, not a timer or a stack. At most `concurrency` have
 * requests under way; who is due when all places are taken goes as soon as one is free. Buyers go before those who wait, so
 * that a crowd that this machine cannot serve does not make them miss their deadlines, but for a quarter of the places.
 */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #buyers = new MinHeap<Asking>(isEarlier);
  readonly #others = new MinHeap<Asking>(isEarlier);
  #arrivals: readonly Arrival[] = [];
  #arrived = 0;
  #underWay = 0;
  #buyersUnderWay = 0;
  #closesAtMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #done: (() => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(options: CrowdOptions) {
    this.#options = options;
  }

  /** Fans whose day has not ended. */
  get left(): number {
    return this.#buyers.size + this.#others.size + this.#underWay + (this.#arrivals.length - this.#arrived);
  }

  /** Ends when everybody is gone, or, at `closesAtMs`, with the requests that are under way then. Rejects on a bug. */
  run(arrivals: readonly Arrival[], closesAtMs: number): Promise<void> {
    this.#arrivals = arrivals.toSorted((a, b) => a.atMs - b.atMs);
    this.#closesAtMs = closesAtMs;
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#fail = reject;
      this.#go();
    });
  }

  #go(): void {
    clearTimeout(this.#timer);
    const nowMs = Date.now();
    this.#letCome(nowMs);
    while (nowMs < this.#closesAtMs && this.#underWay < this.#options.concurrency) {
      const due = this.#takeNext(nowMs);
      if (due === undefined) break;
      void this.#ask(due, nowMs);
    }
    if (this.#underWay === 0 && (nowMs >= this.#closesAtMs || this.left === 0)) return this.#done?.();
    if (this.#underWay < this.#options.concurrency) this.#sleep(nowMs);
  }

  #takeNext(nowMs: number): Asking | undefined {
    const isFull = this.#buyersUnderWay >= BUYERS_SHARE * this.#options.concurrency;
    return isFull
      ? (takeDue(this.#others, nowMs) ?? takeDue(this.#buyers, nowMs))
      : (takeDue(this.#buyers, nowMs) ?? takeDue(this.#others, nowMs));
  }

  #sleep(nowMs: number): void {
    const arrivesAtMs = this.#arrivals[this.#arrived]?.atMs ?? Infinity;
    const dueAtMs = Math.min(this.#buyers.at(0)?.atMs ?? Infinity, this.#others.at(0)?.atMs ?? Infinity, arrivesAtMs);
    const wakeAtMs = Math.min(dueAtMs, Math.max(this.#closesAtMs, nowMs));
    // Nobody is waiting: an answer that is under way goes on.
    if (wakeAtMs !== Infinity) this.#timer = setTimeout(() => this.#go(), Math.max(1, wakeAtMs - nowMs));
  }

  #letCome(nowMs: number): void {
    for (;;) {
      const arrival = this.#arrivals[this.#arrived];
      if (arrival === undefined || arrival.atMs > nowMs) return;
      this.#arrived++;
      this.#next(arrival.come());
    }
  }

  #next(move: Move): void {
    if (move.kind === "gone") return;
    (isBuyer(move.ask) ? this.#buyers : this.#others).push(move);
  }

  async #ask({ ask, answered, atMs }: Asking, nowMs: number): Promise<void> {
    const { send, measures, notes } = this.#options;
    this.#underWay++;
    if (isBuyer(ask)) this.#buyersUnderWay++;
    measures.lag.add(Math.max(0, nowMs - atMs));
    try {
      const first = send(ask);
      const replies: [Reply, ...Reply[]] = ask.copies === 1 ? [await first] : await Promise.all([first, send(ask)]);
      for (const reply of replies) {
        measures.replied(ask.step, reply);
        if (reply.code !== null) notes.refused(ask.step, reply.code);
      }
      this.#next(answered(replies));
    } catch (error) {
      this.#fail?.(error);
    }
    this.#underWay--;
    if (isBuyer(ask)) this.#buyersUnderWay--;
    this.#go();
  }
}

function isBuyer({ step }: Ask): boolean {
  return step !== "join" && step !== "poll";
}

function isEarlier(a: Asking, b: Asking): boolean {
  return a.atMs < b.atMs;
}

function takeDue(heap: MinHeap<Asking>, nowMs: number): Asking | undefined {
  const first = heap.at(0);
  return first !== undefined && first.atMs <= nowMs ? heap.pop() : undefined;
}
