import type { UserId } from "../contract/ids.ts";
import type { RoomState } from "./room.ts";

/** The pass has let a hold in: it is its buyer's from then on, and lasts for the session. A repeat changes nothing. */
export function usePass({ passes }: RoomState, number: number, buyer: UserId): void {
  const living = passes.numbered(number);
  if (living !== undefined) living.buyer ??= buyer;
}
