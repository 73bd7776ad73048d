/**
 * What a visitor is told, from a snapshot alone: no call, whoever asks. Polling stays bounded however long the queue: each asks
 * again after a quarter of his time, so all together ask 4 × rate × ln(time to clear ÷ 8 s) times a second, besides those who
 * are near, every 1 to 2 s, and those who wait longer than 20 minutes, every 5 minutes. In the lobby, and when it closes, polls are spread over the number who joined.
 */
import { YOUNGEST_INVITED_MS, type QueuePlace, type QueueSnapshot } from "../contract/waiting-room.ts";
import { MINUTE_MS, SECOND_MS } from "../time.ts";
import { isBefore } from "./is-before.ts";
import { joinedBefore } from "./joined-before.ts";

export interface Estimate {
  /** 1 is next; null while there is no order yet. */
  readonly position: number | null;
  /** Joined before, and have not had their turn; some of them will not come back. */
  readonly ahead: number | null;
  /** Null while nobody is let in, or there is no order yet. */
  readonly etaMs: number | null;
  readonly pollAfterMs: number;
}

const NEAR_MS = SECOND_MS;
const FAR_MS = 5 * MINUTE_MS;
/** Who is invited and found no room must be back before the ready list, 5 s of passes, has run empty. */
const INVITED_FAR_MS = 4 * SECOND_MS;
const SOON_MS = 10 * SECOND_MS;
/** Now and then, to see whether it goes on. */
const PAUSED_MS = 5 * SECOND_MS;
const SHARE_OF_ETA = 1 / 4;
/** While nobody knows his place, no more than that ask in a second, all together. */
const LOBBY_POLLS_PER_S = 25_000;

/** `place`: null before the draw. `jitter`: 0 ≤ jitter < 1, random, so that those who came together do not ask together. */
export function estimate(snapshot: QueueSnapshot, place: QueuePlace | null, nowMs: number, jitter: number): Estimate {
  if (place === null || snapshot.phase === "before" || snapshot.phase === "lobby" || snapshot.phase === "drawing") {
    return { position: null, ahead: null, etaMs: null, pollAfterMs: lobbyPollAfterMs(snapshot, nowMs, jitter) };
  }
  const { settings, presentShare, effectiveRatePerS, threshold, isOpenToAll } = snapshot;
  const isInvited = isOpenToAll || isBefore(place, threshold);
  const ahead = isOpenToAll ? 0 : aheadOf(snapshot, place);
  const callableMs = isInvited ? 0 : untilCallable(place, nowMs);
  const etaAt = (ratePerS: number): number => Math.max(callableMs, (ahead * presentShare * SECOND_MS) / ratePerS);
  const etaMs = effectiveRatePerS > 0 ? Math.round(etaAt(effectiveRatePerS)) : null;
  const soonestMs = etaAt(settings.ratePerS);
  const pollMs = etaMs === null ? Math.max(PAUSED_MS, soonestMs * SHARE_OF_ETA) : pollMsOf(etaMs, soonestMs);
  const pollAfterMs = spread(pollMs, isInvited ? INVITED_FAR_MS : FAR_MS, jitter);
  return { position: ahead + 1, ahead, etaMs, pollAfterMs };
}

/**
 * At the cap passes come in bursts, and a cap can be raised: who might be called soon, if everything went at the set rate,
 * looks in time for that. That makes a number of people that depends on the rate, not on the queue.
 */
function pollMsOf(etaMs: number, soonestMs: number): number {
  return Math.min(etaMs * SHARE_OF_ETA, Math.max(soonestMs * SHARE_OF_ETA, soonestMs - SOON_MS));
}

function aheadOf({ joined, front, threshold }: QueueSnapshot, place: QueuePlace): number {
  const from = front !== undefined && isBefore(front, threshold) ? front : threshold;
  return Math.max(0, Math.round(joinedBefore(joined, place) - joinedBefore(joined, from)));
}

/** A second is called when it is complete and 3 s old. */
function untilCallable({ second }: QueuePlace, nowMs: number): number {
  return (second + 1) * SECOND_MS + YOUNGEST_INVITED_MS - nowMs;
}

function lobbyPollAfterMs({ settings, phase, joined }: QueueSnapshot, nowMs: number, jitter: number): number {
  const opensInMs = Math.max(0, (settings.opensAtMs ?? nowMs) - nowMs);
  const spreadMs = Math.max(2 * SECOND_MS, ((joined.at(-1)?.[1] ?? 0) / LOBBY_POLLS_PER_S) * SECOND_MS);
  const laterMs = spread(Math.max(opensInMs * SHARE_OF_ETA, 2 * spreadMs), FAR_MS, jitter);
  // The last poll before the opening would be followed by another at once: instead everybody asks soon after it.
  const isLast = phase === "drawing" || laterMs > opensInMs - spreadMs;
  return isLast ? Math.round(Math.min(FAR_MS, Math.max(NEAR_MS, opensInMs + spreadMs * jitter))) : laterMs;
}

/** Sooner by up to 30 %, never later: who comes too late misses his turn. At least 1 to 2 s. */
function spread(pollMs: number, longestMs: number, jitter: number): number {
  return Math.round(Math.max(NEAR_MS * (1 + jitter), Math.min(longestMs, pollMs) * (1 - 0.3 * jitter)));
}
