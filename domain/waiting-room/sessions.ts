import { MINUTE_MS, SECOND_MS } from "../time.ts";
import type { PassBook } from "./pass-book.ts";

const FADE_MS = 5 * MINUTE_MS;
const LONGEST_STEP_MS = 5 * SECOND_MS;

/** How long passes live, learnt from all of them, the living too: time lived ÷ passes ended, of the last minutes. */
export interface Sessions {
  livedMs: number;
  ended: number;
  /** Of the pass book's count, how many are in `ended` already. */
  counted: number;
  atMs: number;
}

export function createSessions(nowMs: number): Sessions {
  return { livedMs: 0, ended: 0, counted: 0, atMs: nowMs };
}

export function noteSessions(sessions: Sessions, passes: PassBook, nowMs: number): void {
  const sinceMs = Math.min(LONGEST_STEP_MS, Math.max(0, nowMs - sessions.atMs));
  const kept = Math.exp(-sinceMs / FADE_MS);
  sessions.livedMs = sessions.livedMs * kept + passes.active * sinceMs;
  sessions.ended = sessions.ended * kept + (passes.endedCount - sessions.counted);
  sessions.counted = passes.endedCount;
  sessions.atMs = nowMs;
}

/** Until passes have ended, half the longest that a session may last. */
export function meanSessionMs({ livedMs, ended }: Sessions, sessionTtlMs: number): number {
  return Math.min(sessionTtlMs, (livedMs + sessionTtlMs) / (ended + 2));
}
