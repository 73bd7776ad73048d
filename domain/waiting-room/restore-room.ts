import type { UserId } from "../contract/ids.ts";
import { SECOND_MS } from "../time.ts";
import { createInvitation } from "./invitation.ts";
import { isBefore } from "./is-before.ts";
import { JoinCurve } from "./join-curve.ts";
import type { PassBatch } from "./pass-batch.ts";
import { createRoom, type RoomState } from "./room.ts";
import type { SavedRoom } from "./saved-room.ts";

/** What a booking knows of the pass that let it in. */
export interface RestoredUse {
  readonly number: number;
  readonly buyer: UserId;
  /** Confirmed: the pass has ended with it. */
  readonly isConfirmed: boolean;
}

/**
 * The room after a restart of its object. `batches` in the order of their numbers, `uses` from all bookings. As many passes
 * live as were counted when the last batch was written, or fewer; the threshold stands where the last batch or `saved` left
 * it; the ready list fills again with the next polls.
 */
export function restoreRoom(
  saved: SavedRoom,
  batches: readonly PassBatch[],
  uses: readonly RestoredUse[],
  nowMs: number,
): RoomState {
  const state = createRoom(saved.settings, saved.draw, nowMs);
  state.draw = saved.draw;
  state.announcement = saved.announcement;
  state.isSwitchedOn = saved.isSwitchedOn;
  state.joins = JoinCurve.from(saved.joined);
  state.saved = { atMs: nowMs, joined: state.joins.total };
  state.front = saved.front;
  state.invitation = { ...createInvitation(saved.threshold), isCaughtUp: saved.isCaughtUp, share: { ...saved.share } };
  for (const batch of batches) restoreBatch(state, batch);
  // The batches have told of these ends; the next one tells of the ends from here on.
  state.passes.takeEnded();
  state.passes.skipTo(saved.lastNumber);
  for (const { number, buyer, isConfirmed } of uses) {
    const living = state.passes.numbered(number);
    if (living !== undefined) living.buyer ??= buyer;
    if (isConfirmed) state.passes.end(number);
  }
  state.sessions.counted = state.passes.endedCount;
  return state;
}

function restoreBatch(state: RoomState, batch: PassBatch): void {
  for (const [first, count] of batch.ended) {
    for (let number = first; number < first + count; number++) state.passes.end(number);
  }
  for (const { visitor, issuedAtMs } of state.passes.add(batch)) {
    state.pastPasses.set(visitor, Math.floor(issuedAtMs / SECOND_MS), issuedAtMs);
  }
  // What was issued just before the restart counts in the ten seconds after it too.
  state.issuing.recent.add(batch.visitors.length, batch.issuedAtMs);
  state.issuing.window.push({ atMs: batch.issuedAtMs, count: batch.visitors.length });
  if (batch.announcement !== state.announcement) return;
  if (isBefore(state.front, batch.front)) state.front = batch.front;
  if (isBefore(batch.threshold, state.invitation.threshold)) return;
  state.invitation.threshold = batch.threshold;
  state.invitation.isCaughtUp = batch.isCaughtUp;
}
