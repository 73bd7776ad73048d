/**
 * The invitation: a threshold that moves along the axis of places so that the ready list stays full. A feedback controller: all
 * that it knows is who turned up, and from which stretch. Join counts tell nothing here: they may be lost, and ghosts join too.
 *
 * Each step invites a stretch. How many came per length of the stretches of late, once people had time to poll, is the
 * density; how many of the young stretches are still to come follows from it. Wanted is what fills the list; the next stretch
 * is wanted / density. Where nothing is known, steps double, so an empty stretch costs little and a sudden crowd is met by a
 * short step.
 */
import type { QueuePlace } from "../contract/waiting-room.ts";
import { SECOND_MS } from "../time.ts";
import { toAxis } from "./axis.ts";

/** Of a second, or of the lots: of a million in the lobby, fifteen. */
export const FIRST_STEP = 2 ** -16;
const LEARN_LAG = 0.02;

export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Without the gap between the lots and the first second. */
  readonly length: number;
  readonly atMs: number;
  came: number;
  isLearnt: boolean;
}

export interface Invitation {
  /** Never decreases between two announcements. */
  threshold: QueuePlace;
  /** Nobody waits beyond the threshold, except for the youngest. */
  isCaughtUp: boolean;
  lastStep: number;
  steppedAtMs: number;
  stretches: Stretch[];
  /** From the invitation to the first poll, on average. */
  lagMs: number;
  /** Of those that joined in the stretches of late, how many came. */
  readonly share: { joined: number; came: number };
}

export function createInvitation(threshold: QueuePlace): Invitation {
  return {
    threshold,
    isCaughtUp: threshold.second > 0,
    lastStep: FIRST_STEP,
    steppedAtMs: -Infinity,
    stretches: [],
    lagMs: 1_500,
    // Until something is learnt, half: who expects too many misses his turn, who expects too few only polls more often.
    share: { joined: 10, came: 5 },
  };
}

/** A visitor who was not here before has answered the invitation of his stretch. */
export function noteTurnedUp(invitation: Invitation, place: QueuePlace, nowMs: number): void {
  const axis = toAxis(place);
  const stretch = invitation.stretches.findLast(({ from, to }) => from <= axis && axis < to);
  if (stretch === undefined) return;
  stretch.came++;
  invitation.lagMs += (Math.max(0, nowMs - stretch.atMs) - invitation.lagMs) * LEARN_LAG;
}

/** The share of a stretch's people who have had time to poll: all of them after twice the average lag. */
export function ripe({ atMs }: Stretch, { lagMs }: Invitation, nowMs: number): number {
  return Math.min(1, Math.max(0, nowMs - atMs) / patienceMs({ lagMs }));
}

/** How long to wait for those who were invited. */
export function patienceMs({ lagMs }: Pick<Invitation, "lagMs">): number {
  return Math.min(20 * SECOND_MS, Math.max(1_500, 2 * lagMs));
}
