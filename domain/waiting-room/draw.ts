/**
 * The draw: sealed when the sale is announced (SHA-256 of the seed, the number of a future beacon round), made once the lobby
 * has closed. The draw key is seed ‖ randomness, bytes; the seed alone when the beacon could not be reached. The organiser
 * does not know the randomness, and nobody outside knows the seed, while the order can still be influenced.
 */
import type { DrawRecord } from "../contract/waiting-room.ts";
import type { RoomDraw, RoomState } from "./room.ts";

/** Hex, or null until it is drawn. */
export function drawKeyOf({ seed, randomness }: DrawRecord): string | null {
  return seed === null ? null : seed + (randomness ?? "");
}

/** From when on the draw is to be completed; null when there is none, or none left. Milliseconds since 1970. */
export function drawDueAtMs({ settings, draw }: RoomState): number | null {
  return draw.record.drawnAtMs === null ? settings.opensAtMs : null;
}

/**
 * Makes the draw and opens the sale; false when it is not due. `randomness`: of the record's round, hex, 32 bytes; null when
 * the beacon could not be reached, which the record then shows for good.
 */
export function completeDraw(state: RoomState, randomness: string | null, nowMs: number): boolean {
  const dueAtMs = drawDueAtMs(state);
  if (dueAtMs === null || nowMs < dueAtMs) return false;
  if (randomness !== null && !/^[0-9a-f]{64}$/.test(randomness))
    throw new Error("randomness is 32 bytes, lower-case hex");
  const { seed, record } = state.draw;
  state.draw = { seed, record: { ...record, seed, randomness, drawnAtMs: nowMs } };
  return true;
}

/** Without a lobby the seed alone breaks ties within a second. */
export function drawWithoutLobby({ seed, record }: RoomDraw, nowMs: number): RoomDraw {
  return { seed, record: { ...record, beacon: null, seed, randomness: null, drawnAtMs: nowMs } };
}
