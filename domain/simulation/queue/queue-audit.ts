import type { PassBatch } from "../../waiting-room/pass-batch.ts";
import { visitorOf, type Crowd } from "./crowd.ts";

/** Who was reported within so long is here, and must not be passed over. */
const HERE_MS = 10_000;

/**
 * Watches the room from outside and remembers everything the obvious way: who was reported when, who got a pass, how many
 * live. Shares no code with what it checks.
 */
export class QueueAudit {
  readonly #crowd: Crowd;
  readonly #reportedMs: Float64Array;
  readonly #isIssued: Uint8Array;
  #here: number[] = [];
  /** Ends of sessions, in order: all are of the same length. */
  readonly #endsMs: number[] = [];
  #ended = 0;
  admitted = 0;
  /** Visitors who were here, and lower than somebody who got a pass instead. */
  passedOver = 0;
  doubled = 0;
  mostActive = 0;

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
    this.#reportedMs = new Float64Array(crowd.size).fill(-Infinity);
    this.#isIssued = new Uint8Array(crowd.size);
  }

  get active(): number {
    return this.#endsMs.length - this.#ended;
  }

  report(visitor: number, nowMs: number): void {
    if (this.#reportedMs[visitor] === -Infinity) this.#here.push(visitor);
    this.#reportedMs[visitor] = nowMs;
  }

  pass({ visitors, endsAtMs }: PassBatch, nowMs: number): void {
    let last = -1;
    for (const id of visitors) {
      const visitor = visitorOf(id);
      if (this.#isIssued[visitor] === 1) this.doubled++;
      this.#isIssued[visitor] = 1;
      if (last === -1 || this.#crowd.isBefore(last, visitor)) last = visitor;
      this.#endsMs.push(endsAtMs);
    }
    this.admitted += visitors.length;
    this.endSessions(nowMs);
    this.mostActive = Math.max(this.mostActive, this.active);
    this.#here = this.#here.filter((visitor) => {
      if (this.#isIssued[visitor] === 1) return false;
      if (nowMs - (this.#reportedMs[visitor] ?? 0) < HERE_MS && this.#crowd.isBefore(visitor, last)) this.passedOver++;
      return true;
    });
  }

  endSessions(nowMs: number): void {
    while ((this.#endsMs[this.#ended] ?? Infinity) <= nowMs) this.#ended++;
  }
}
