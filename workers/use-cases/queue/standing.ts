import type { QueuePlace, QueueSnapshot } from "../../../domain/contract/waiting-room.ts";
import type { QueueStatus } from "../../../domain/contract/wire/queue.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import { estimate, type Estimate } from "../../../domain/waiting-room/estimate.ts";
import { isBefore } from "../../../domain/waiting-room/is-before.ts";
import { placeFor } from "./place-for.ts";

/** How a visitor stands, and what the organiser says to everybody who waits. */
export interface Standing {
  readonly status: QueueStatus;
  readonly estimate: Estimate;
  readonly isPaused: boolean;
  readonly message: string | null;
}

export interface Judged {
  readonly standing: Standing;
  /** Where he stands, if he is called: the gate may have a pass for him. */
  readonly calledAt: QueuePlace | undefined;
}

/** From token and snapshot alone. `jitter`, 0 ≤ jitter < 1, spreads the polls. */
export function standingOf(
  snapshot: QueueSnapshot,
  token: QueueTokenClaims,
  nowMs: number,
  jitter: number = Math.random(),
): Judged {
  const { isPaused, message } = snapshot.settings;
  const place = placeFor(snapshot, token);
  const isCalled = place !== undefined && (snapshot.isOpenToAll || isBefore(place, snapshot.threshold));
  const status = snapshot.needsPass ? statusOf(snapshot, place !== undefined, isCalled) : "not_needed";
  const standing = { status, estimate: estimate(snapshot, place ?? null, nowMs, jitter), isPaused, message };
  return { standing, calledAt: isCalled ? place : undefined };
}

function statusOf({ phase, settings }: QueueSnapshot, isDrawn: boolean, isCalled: boolean): QueueStatus {
  if (!isDrawn) return phase === "drawing" ? "drawing" : "lobby";
  return isCalled && !settings.isPaused ? "invited" : "waiting";
}
