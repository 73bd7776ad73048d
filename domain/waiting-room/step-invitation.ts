import type { QueuePlace } from "../contract/waiting-room.ts";
import { MINUTE_MS } from "../time.ts";
import { fromAxis, toAxis } from "./axis.ts";
import { densityOf, expected } from "./density-of.ts";
import { FIRST_STEP, type Invitation } from "./invitation.ts";
import { isBefore } from "./is-before.ts";

const STEP_EVERY_MS = 250;
/** While people wait beyond the threshold: eight times as fast as they came. */
const LONGEST_STEP = 2;
const MOST_STRETCHES = 128;
const ASLEEP_AFTER_MS = MINUTE_MS;

/**
 * A step, at most four times a second. `missing`: how many the ready list has room for, beyond those that are here. `opensAtS`: the first second after the
 * lots; 1 when there are none. `limit`: nobody from there on is invited yet.
 */
export function stepInvitation(
  invitation: Invitation,
  missing: number,
  opensAtS: number,
  limit: QueuePlace,
  nowMs: number,
): void {
  const sinceMs = nowMs - invitation.steppedAtMs;
  if (sinceMs >= 0 && sinceMs < STEP_EVERY_MS) return;
  invitation.steppedAtMs = nowMs;
  // Nobody asked for so long, so nobody waits; what was learnt before is no guide to who comes now.
  if (invitation.isCaughtUp && sinceMs > ASLEEP_AFTER_MS) invitation.stretches = [];
  const density = densityOf(invitation, opensAtS, nowMs);
  const wanted = missing - (density === undefined ? 0 : expected(invitation, density, nowMs));
  if (wanted <= 0) {
    invitation.isCaughtUp &&= !isBefore(invitation.threshold, limit);
    return;
  }
  const longest = invitation.isCaughtUp ? Infinity : Math.min(LONGEST_STEP, 2 * invitation.lastStep);
  const step = density === undefined ? longest : Math.min(longest, wanted / density);
  invitation.lastStep = Math.min(LONGEST_STEP, Math.max(FIRST_STEP, step));
  const reached = advance(toAxis(invitation.threshold), step, opensAtS);
  invite(invitation, isBefore(limit, reached) ? limit : reached, opensAtS, nowMs);
  invitation.isCaughtUp = !isBefore(invitation.threshold, limit);
}

/** Everybody up to there is invited: the queue is not in force. */
export function inviteUpTo(invitation: Invitation, limit: QueuePlace, opensAtS: number, nowMs: number): void {
  invite(invitation, limit, opensAtS, nowMs);
  invitation.isCaughtUp = true;
}

function invite(invitation: Invitation, next: QueuePlace, opensAtS: number, nowMs: number): void {
  const { stretches, threshold } = invitation;
  if (!isBefore(threshold, next)) return;
  const [from, to] = [toAxis(threshold), toAxis(next)];
  const length = covered(to, opensAtS) - covered(from, opensAtS);
  if (length > 0) stretches.push({ from, to, length, atMs: nowMs, came: 0, isLearnt: false });
  if (stretches.length > MOST_STRETCHES) stretches.shift();
  invitation.threshold = next;
}

/** Between the lots, [0, 1), and the first second after them there is nobody. */
function advance(from: number, step: number, opensAtS: number): QueuePlace {
  const isInGap = from >= 1 && from < opensAtS;
  const to = (isInGap ? opensAtS : from) + step;
  return fromAxis(from < 1 && to >= 1 ? to - 1 + opensAtS : to);
}

function covered(axis: number, opensAtS: number): number {
  return axis < 1 ? axis : 1 + Math.max(0, axis - opensAtS);
}
