import type { Pass } from "../contract/waiting-room.ts";
import type { RoomState } from "./room.ts";

/** The gate is to hear of the pass with its next sync. */
export function owePass({ owed }: RoomState, gate: number, pass: Pass): void {
  const waiting = owed.get(gate);
  if (waiting === undefined) owed.set(gate, [pass]);
  else waiting.push(pass);
}
