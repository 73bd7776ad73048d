import { MINUTE_MS, SECOND_MS } from "../time.ts";
import { stepAutopilot } from "./autopilot.ts";
import { issuePasses } from "./issue-passes.ts";
import type { PassBatch } from "./pass-batch.ts";
import { isOpenToAll, opensAtSecond, phaseOf, youngestInvited } from "./phase-of.ts";
import { learnShare } from "./present-share.ts";
import { readyCapacity } from "./ready-capacity.ts";
import { REMEMBER_PASSES_MS, type RoomState } from "./room.ts";
import { noteSessions } from "./sessions.ts";
import { inviteUpTo, stepInvitation } from "./step-invitation.ts";

/** What the shell stores, in the transaction of the tick; when that fails, it must start anew from its rows. */
export interface TickOutcome {
  /** A row to write. */
  readonly issued: PassBatch | undefined;
  /** Rows to delete, by the number of their first pass. */
  readonly over: readonly number[];
  /** `savedRoom` is to be written: something has changed that no batch tells. */
  readonly mustSave: boolean;
}

/** Joins that a restart may forget. Without the others, everybody would think that he is next, and poll as often. */
const SAVE_JOINS_EVERY_MS = 10 * SECOND_MS;
const SWITCH_OFF_AFTER_MS = MINUTE_MS;

/**
 * Lets time pass: ends passes that are over, issues those that are due, moves the invitation. Any number of times, at any
 * time; the clock may jump either way. Never more than the set rate, never above the cap, lowest place first (I5).
 */
export function tick(state: RoomState, nowMs: number): TickOutcome {
  const { passes, ready, invitation } = state;
  const wasSwitchedOn = state.isSwitchedOn;
  passes.endDue(nowMs);
  noteSessions(state.sessions, passes, nowMs);
  stepAutopilot(state.autopilot, nowMs);
  ready.dropGone(nowMs);
  const issued = issuePasses(state, nowMs);
  if (phaseOf(state, nowMs) === "open") moveThreshold(state, nowMs);
  learnShare(invitation, state.joins.points(), nowMs);
  switchOffIdle(state, nowMs);
  const mustSave = mustSaveJoins(state, nowMs) || state.isSwitchedOn !== wasSwitchedOn;
  if (mustSave) state.saved = { atMs: nowMs, joined: state.joins.total };
  return { issued, over: passes.takeOver(nowMs - REMEMBER_PASSES_MS), mustSave };
}

function moveThreshold(state: RoomState, nowMs: number): void {
  const { settings, invitation, ready } = state;
  const opensAtS = opensAtSecond(settings);
  const limit = youngestInvited(nowMs);
  if (isOpenToAll(state, nowMs)) inviteUpTo(invitation, limit, opensAtS, nowMs);
  else {
    const missing = readyCapacity(settings) - ready.size - state.noRoom.sum(nowMs);
    stepInvitation(invitation, missing, opensAtS, limit, nowMs);
  }
}

/** Nobody has waited for a minute: who was here got his pass with the next batch. */
function switchOffIdle(state: RoomState, nowMs: number): void {
  const { ready, invitation, issuing, waitedAtMs } = state;
  const isWaiting = !invitation.isCaughtUp || (issuing.atMs === nowMs && ready.size > 0);
  if (isWaiting || nowMs < waitedAtMs || state.settings.isPaused) state.waitedAtMs = nowMs;
  else if (nowMs - waitedAtMs >= SWITCH_OFF_AFTER_MS) state.isSwitchedOn = false;
}

function mustSaveJoins({ joins, saved }: RoomState, nowMs: number): boolean {
  const sinceMs = nowMs - saved.atMs;
  return joins.total !== saved.joined && (sinceMs < 0 || sinceMs >= SAVE_JOINS_EVERY_MS);
}
