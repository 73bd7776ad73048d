import type { Pass } from "../contract/waiting-room.ts";
import type { RoomState } from "./room.ts";

/**
 * What a gate is to be told with this sync: new passes of visitors whom it reported, living ones of those whom it reports now.
 * Told once: who is not reached polls again, and is then reported again.
 */
export function passesOwed({ owed, passes }: RoomState, gate: number): readonly Pass[] {
  const waiting = owed.get(gate) ?? [];
  owed.delete(gate);
  return waiting.filter(({ number }) => passes.numbered(number) !== undefined);
}
