import { ripe, type Invitation } from "./invitation.ts";

/** Enough to know a density by, within a tenth. */
const ENOUGH_CAME = 100;

/**
 * People per length of the axis, from the newest stretch back until enough have come to tell; nobody at all counts as half a
 * visitor. Undefined while nothing is known: the lots tell nothing of the seconds after them.
 */
export function densityOf(invitation: Invitation, opensAtS: number, nowMs: number): number | undefined {
  const { stretches, threshold } = invitation;
  const since = threshold.second < 1 ? 0 : opensAtS;
  let [came, length] = [0, 0];
  for (let i = stretches.length - 1; i >= 0 && came < ENOUGH_CAME; i--) {
    const stretch = stretches[i];
    if (stretch === undefined || stretch.from < since) break;
    came += stretch.came;
    length += stretch.length * ripe(stretch, invitation, nowMs);
  }
  return length > 0 ? (came + 0.5) / length : undefined;
}

/** Those of the stretches who will still come. */
export function expected(invitation: Invitation, density: number, nowMs: number): number {
  let coming = 0;
  for (const stretch of invitation.stretches) {
    const unripe = 1 - ripe(stretch, invitation, nowMs);
    if (unripe > 0)
      coming += Math.max(0, Math.min(unripe * stretch.length * density, stretch.length * density - stretch.came));
  }
  return coming;
}
