import type { VisitorId } from "../contract/ids.ts";
import type { RoomState } from "./room.ts";

/** Ends a pass early: its booking is confirmed. Somebody else may come in. A repeat changes nothing. */
export function endPass({ passes }: RoomState, number: number): void {
  passes.end(number);
}

/** The visitor gives his pass back, if it lives. */
export function endPassOf({ passes }: RoomState, visitor: VisitorId): void {
  const living = passes.of(visitor);
  if (living !== undefined) passes.end(living.pass.number);
}
