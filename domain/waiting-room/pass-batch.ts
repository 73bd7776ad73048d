/**
 * What the object stores of its passes: a row per issuing tick, so that a row carries several. A persisted shape: members are
 * added, never renamed. The row is written in the transaction of the tick, before anybody hears of the passes.
 *
 * A pass may replace one that ended early, so the ends travel with it: after a restart as many live as were counted before,
 * whatever was lost and wherever the clock is (I5: never above the cap).
 */
import type { VisitorId } from "../contract/ids.ts";
import type { QueuePlace } from "../contract/waiting-room.ts";

export interface PassBatch {
  /** The number of the first pass; visitors[i] has first + i. Identifies the row. */
  readonly first: number;
  readonly visitors: readonly VisitorId[];
  readonly issuedAtMs: number;
  readonly useByMs: number;
  readonly endsAtMs: number;
  /** Numbers that have ended since the batch before, as stretches. */
  readonly ended: readonly (readonly [first: number, count: number])[];
  /** Where the invitation stood, of which announcement; spares a row of its own. */
  readonly announcement: number;
  readonly threshold: QueuePlace;
  readonly isCaughtUp: boolean;
  readonly front: QueuePlace;
}
