import type { UserId, VisitorId } from "../contract/ids.ts";
import type { Pass } from "../contract/waiting-room.ts";
import { MinHeap } from "../inventory/min-heap.ts";
import type { PassBatch } from "./pass-batch.ts";

export interface LivingPass {
  readonly pass: Pass;
  /** The first who used it; null: nobody yet, and at `useByMs` it is over. */
  buyer: UserId | null;
}

interface KeptBatch {
  readonly first: number;
  readonly count: number;
  readonly issuedAtMs: number;
  readonly endsAtMs: number;
  living: number;
}

interface Due {
  readonly atMs: number;
  readonly batch: KeptBatch;
}

/**
 * The living passes, one per visitor, and the rows that they are stored in. Ends are found per batch, not per pass: all passes
 * of a batch are to be used by the same time and end at the same time.
 */
export class PassBook {
  readonly #byVisitor = new Map<VisitorId, LivingPass>();
  readonly #byNumber = new Map<number, LivingPass>();
  readonly #due = new MinHeap<Due>((a, b) => a.atMs < b.atMs);
  #batches: KeptBatch[] = [];
  #ended: number[] = [];
  #endedCount = 0;
  #lastNumber = 0;

  get active(): number {
    return this.#byNumber.size;
  }

  /** Passes are numbered from 1: as many were issued. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Passes that have ended so far. */
  get endedCount(): number {
    return this.#endedCount;
  }

  of(visitor: VisitorId): LivingPass | undefined {
    return this.#byVisitor.get(visitor);
  }

  numbered(number: number): LivingPass | undefined {
    return this.#byNumber.get(number);
  }

  /** Takes up a batch just issued, or one from storage; in the order of their numbers. */
  add(batch: PassBatch): readonly Pass[] {
    const { first, visitors, issuedAtMs, useByMs, endsAtMs } = batch;
    const passes = visitors.map((visitor, i) => ({ visitor, number: first + i, issuedAtMs, useByMs, endsAtMs }));
    for (const pass of passes) {
      const living: LivingPass = { pass, buyer: null };
      this.#byVisitor.set(pass.visitor, living);
      this.#byNumber.set(pass.number, living);
    }
    const kept = { first, count: visitors.length, issuedAtMs, endsAtMs, living: visitors.length };
    this.#batches.push(kept);
    this.#due.push({ atMs: useByMs, batch: kept });
    this.#lastNumber = Math.max(this.#lastNumber, first + visitors.length - 1);
    return passes;
  }

  /** Numbers up to this one are never given again, also when no row of them is left. */
  skipTo(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
  }

  end(number: number): void {
    const living = this.#byNumber.get(number);
    if (living === undefined) return;
    this.#byNumber.delete(number);
    this.#byVisitor.delete(living.pass.visitor);
    this.#ended.push(number);
    this.#endedCount++;
    const batch = this.#batches[this.#batches.findLastIndex(({ first }) => first <= number)];
    if (batch !== undefined) batch.living--;
  }

  /** Ends unused passes at their `useByMs`, and all at their `endsAtMs`. */
  endDue(nowMs: number): void {
    for (let due = this.#due.at(0); due !== undefined && due.atMs <= nowMs; due = this.#due.at(0)) {
      this.#due.pop();
      const { first, count, endsAtMs } = due.batch;
      for (let number = first; number < first + count; number++) {
        const living = this.#byNumber.get(number);
        if (living !== undefined && isOver(living, nowMs)) this.end(number);
      }
      if (due.atMs < endsAtMs) this.#due.push({ atMs: endsAtMs, batch: due.batch });
    }
  }

  /** The ends since the last call, as stretches of numbers. */
  takeEnded(): PassBatch["ended"] {
    const stretches: [first: number, count: number][] = [];
    for (const number of this.#ended.toSorted((a, b) => a - b)) {
      const last = stretches.at(-1);
      if (last !== undefined && last[0] + last[1] === number) last[1]++;
      else stretches.push([number, 1]);
    }
    this.#ended = [];
    return stretches;
  }

  /**
   * Numbers of the rows that nobody needs any more. From the oldest on, because a row knows of ends in older ones; and never
   * the newest, which knows the threshold.
   */
  takeOver(issuedBeforeMs: number): readonly number[] {
    const kept = this.#batches.findIndex(({ living, issuedAtMs }) => living > 0 || issuedAtMs >= issuedBeforeMs);
    const count = Math.min(kept === -1 ? Infinity : kept, Math.max(0, this.#batches.length - 1));
    if (count === 0) return [];
    const over = this.#batches.slice(0, count).map(({ first }) => first);
    this.#batches = this.#batches.slice(count);
    return over;
  }
}

/** Decided by the time, not by whether a tick has noticed. */
export function isOver({ pass, buyer }: LivingPass, nowMs: number): boolean {
  return nowMs >= pass.endsAtMs || (buyer === null && nowMs >= pass.useByMs);
}
