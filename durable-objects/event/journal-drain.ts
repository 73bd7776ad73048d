/**
 * Brings changed bookings to Postgres, behind the answers: detached, one attempt under way, never in the way of a seat.
 *
 * A booking is dirty from its commit until a save has succeeded that began after it. How far Postgres has followed is one
 * row: `savedSeq`, below the oldest dirty change. A crash between save and row only saves again, and Postgres keeps the newer
 * version. After a failure nothing is tried before `retryAtMs`, which is in the row and rung by the object's alarm.
 */
import type { BookingSnapshot, Trace } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import type { Journal } from "../../domain/ports/bookings.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { describeError } from "../../domain/describe-error.ts";
import { mintTrace } from "../../domain/trace.ts";
import { logLine } from "./object-log.ts";
import type { JournalPosition } from "./storage.ts";

const MAX_BATCH = 200;
export const ATTEMPT_TIMEOUT_MS = 10 * SECOND_MS;
const FIRST_RETRY_MS = SECOND_MS;
export const MAX_RETRY_MS = MINUTE_MS;
/** Changes of one sale come in bursts: a save a little later takes more of them at once, and a booking once for several. */
const GATHER_MS = 100;
/** When the alarm looks after dirty bookings that no drain has taken care of, because the object died. */
const SAFETY_NET_MS = 5 * SECOND_MS;

export interface JournalDrainOptions {
  readonly journal: Journal;
  readonly position: JournalPosition;
  readonly savePosition: (position: JournalPosition) => void;
  /** The booking as it is now; undefined when it is forgotten. */
  readonly snapshot: (id: BookingId) => BookingSnapshot | undefined;
  /** Called when the drain rests: everything is saved, or an attempt has failed. */
  readonly onRest: () => void;
  readonly nowMs: () => number;
}

export class JournalDrain {
  readonly #options: JournalDrainOptions;
  /** Booking and the `seq` of its last change; oldest first, except for those that were put back. */
  readonly #dirty = new Map<BookingId, number>();
  #position: JournalPosition;
  #latestSeq: number;
  #trace: Trace | undefined;
  /** Halved by a failure, doubled by a success: a single snapshot that Postgres refuses does not stop the others. */
  #batchSize = MAX_BATCH;
  #isRunning = false;
  #isStopped = false;
  attempts = 0;
  failures = 0;

  constructor(options: JournalDrainOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#latestSeq = options.position.savedSeq;
  }

  /** Bookings that Postgres does not have yet as they are. */
  get lag(): number {
    return this.#dirty.size;
  }

  isDirty(id: BookingId): boolean {
    return this.#dirty.has(id);
  }

  /** The `seq` for a row whose content has not changed. */
  seqOf(id: BookingId): number {
    return this.#dirty.get(id) ?? this.#position.savedSeq;
  }

  /** To be called in the order of `seq`, after the commit. */
  markChanged(id: BookingId, seq: number): void {
    if (seq <= this.#position.savedSeq) return;
    this.#dirty.delete(id);
    this.#dirty.set(id, seq);
    this.#latestSeq = Math.max(this.#latestSeq, seq);
  }

  /** Whether it has changed or not: Postgres is to get it as it is. One that is dirty is on its way already. */
  markAgain(id: BookingId): void {
    if (!this.#dirty.has(id)) this.#dirty.set(id, this.#latestSeq);
  }

  /** When the alarm must look again; Infinity when nothing is dirty. */
  wakeAtMs(nowMs: number): number {
    if (this.#dirty.size === 0) return Infinity;
    const retryAtMs = this.#position.retryAtMs ?? 0;
    // An attempt that is due is under way: an alarm for it now would ring without end.
    return retryAtMs > nowMs ? retryAtMs : nowMs + SAFETY_NET_MS;
  }

  /** Sets out unless a drain is under way, nothing is dirty, or it is too early after a failure. Never throws. */
  start(trace?: Trace): void {
    this.#trace = trace ?? this.#trace;
    const isTooEarly = (this.#position.retryAtMs ?? 0) > this.#options.nowMs();
    if (this.#isRunning || this.#isStopped || this.#dirty.size === 0 || isTooEarly) return;
    this.#isRunning = true;
    setTimeout(() => void this.#drain(), GATHER_MS);
  }

  /** Lets an attempt that is under way end without effect here. */
  stop(): void {
    this.#isStopped = true;
  }

  async #drain(): Promise<void> {
    try {
      let isSaved = true;
      while (isSaved && !this.#isStopped && this.#dirty.size > 0) isSaved = await this.#attempt();
    } catch (error) {
      logLine("error", "the journal's position could not be kept", this.#trace, { cause: describeError(error) });
    } finally {
      this.#isRunning = false;
      if (!this.#isStopped) this.#options.onRest();
    }
  }

  /** True when the batch was saved. */
  async #attempt(): Promise<boolean> {
    const batch = [...this.#dirty].slice(0, this.#batchSize);
    const snapshots = batch.map(([id]) => this.#options.snapshot(id)).filter((snapshot) => snapshot !== undefined);
    const trace = this.#trace ?? mintTrace("obj");
    this.attempts++;
    try {
      await this.#save(snapshots, trace);
    } catch (error) {
      if (!this.#isStopped) this.#postpone(batch, trace, error);
      return false;
    }
    if (this.#isStopped) return false;
    for (const [id, seq] of batch) if (this.#dirty.get(id) === seq) this.#dirty.delete(id);
    this.#batchSize = Math.min(MAX_BATCH, this.#batchSize * 2);
    this.#keep({ savedSeq: this.#savedSeq(), failures: 0, retryAtMs: null });
    return true;
  }

  /** A journal that does not heed its signal is left behind all the same. */
  async #save(snapshots: readonly BookingSnapshot[], trace: Trace): Promise<void> {
    const controller = new AbortController();
    const { promise: tookTooLong, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const error = new Error(`the journal took longer than ${ATTEMPT_TIMEOUT_MS} ms`);
      controller.abort(error);
      reject(error);
    }, ATTEMPT_TIMEOUT_MS);
    try {
      await Promise.race([this.#options.journal.save(snapshots, trace, controller.signal), tookTooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  #postpone(batch: readonly (readonly [BookingId, number])[], trace: Trace, error: unknown): void {
    this.failures++;
    const failures = this.#position.failures + 1;
    const waitMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    logLine("warn", "the journal failed", trace, {
      cause: describeError(error),
      failures,
      waitMs,
      lag: this.#dirty.size,
    });
    const [single] = batch;
    if (batch.length === 1 && single !== undefined) this.#putBack(single[0]);
    this.#batchSize = Math.max(1, Math.floor(batch.length / 2));
    this.#keep({ savedSeq: this.#savedSeq(), failures, retryAtMs: this.#options.nowMs() + waitMs });
  }

  /** To the end of the line: the next attempt is another booking's. */
  #putBack(id: BookingId): void {
    const seq = this.#dirty.get(id);
    if (seq === undefined) return;
    this.#dirty.delete(id);
    this.#dirty.set(id, seq);
  }

  #savedSeq(): number {
    let oldest = this.#latestSeq + 1;
    for (const seq of this.#dirty.values()) oldest = Math.min(oldest, seq);
    return oldest - 1;
  }

  #keep(position: JournalPosition): void {
    this.#position = position;
    this.#options.savePosition(position);
  }
}
