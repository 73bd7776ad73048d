import type { QueueSnapshot } from "../contract/waiting-room.ts";
import { fromAxis } from "./axis.ts";
import { patienceMs, type Invitation } from "./invitation.ts";
import { joinedBefore } from "./joined-before.ts";

const FADE_SHARE = 0.95;

/** From stretches that have had their time, learns which share of those who joined comes. For estimates only. */
export function learnShare(invitation: Invitation, joined: QueueSnapshot["joined"], nowMs: number): void {
  const { share, stretches } = invitation;
  for (const stretch of stretches) {
    if (stretch.isLearnt || nowMs - stretch.atMs < 2 * patienceMs(invitation)) continue;
    stretch.isLearnt = true;
    const among = joinedBefore(joined, fromAxis(stretch.to)) - joinedBefore(joined, fromAxis(stretch.from));
    if (among <= 0) continue;
    share.joined = share.joined * FADE_SHARE + among;
    share.came = share.came * FADE_SHARE + Math.min(among, stretch.came);
  }
}

/** 0.01 ≤ share ≤ 1. */
export function presentShare({ share }: Invitation): number {
  return Math.min(1, Math.max(0.01, share.came / share.joined));
}
