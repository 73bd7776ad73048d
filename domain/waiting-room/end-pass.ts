import type { PassClaim } from "../contract/waiting-room.ts";
import type { RoomState } from "./room.ts";

/** Ends a pass early: its booking is confirmed. Somebody else may come in. A repeat changes nothing. */
export function endPass({ passes }: RoomState, number: number): void {
  passes.end(number);
}

/** The visitor gives this pass back, if it lives and is his: an old one must not end a new one. */
export function giveBackPass({ passes }: RoomState, { visitor, number }: PassClaim): void {
  if (passes.numbered(number)?.pass.visitor === visitor) passes.end(number);
}
