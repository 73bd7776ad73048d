import { YOUNGEST_INVITED_MS, type QueuePhase, type QueuePlace, type QueueSettings } from "../contract/waiting-room.ts";
import { SECOND_MS } from "../time.ts";
import type { RoomState } from "./room.ts";

export function phaseOf({ settings, draw }: RoomState, nowMs: number): QueuePhase {
  const { opensAtMs, lobbyFromMs, isPaused } = settings;
  const isDrawn = draw.record.drawnAtMs !== null;
  if (lobbyFromMs !== null && nowMs < lobbyFromMs && (opensAtMs === null || !isDrawn)) return "before";
  // Once it is drawn, a clock that jumps back closes nothing.
  if (!isDrawn) return opensAtMs !== null && nowMs < opensAtMs ? "lobby" : "drawing";
  return isPaused ? "paused" : "open";
}

/** Everybody is invited: a queue that is off, or an automatic one that has not switched on. */
export function isOpenToAll(state: RoomState, nowMs: number): boolean {
  const { mode } = state.settings;
  return mode === "off" || (mode === "automatic" && !state.isSwitchedOn && phaseOf(state, nowMs) === "open");
}

/** Nobody from this place on is invited yet: a second is called when it is complete. */
export function youngestInvited(nowMs: number): QueuePlace {
  return { second: Math.floor((nowMs - YOUNGEST_INVITED_MS) / SECOND_MS), key: 0 };
}

/** The first second whose joiners take no part in the lots; 1 when there are no lots. */
export function opensAtSecond({ opensAtMs }: QueueSettings): number {
  return opensAtMs === null ? 1 : Math.ceil(opensAtMs / SECOND_MS);
}
