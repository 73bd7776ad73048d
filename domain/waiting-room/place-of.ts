import type { QueuePlace } from "../contract/waiting-room.ts";
import { SECOND_MS } from "../time.ts";

/** A visitor's place: by lot (second 0) when he joined before the sale opened, else by the second of joining. */
export function placeOf(joinedAtS: number, key: number, opensAtMs: number | null): QueuePlace {
  return { second: isLot(joinedAtS, opensAtMs) ? 0 : joinedAtS, key };
}

/** Whether who joined in this second takes part in the lots. */
export function isLot(joinedAtS: number, opensAtMs: number | null): boolean {
  return opensAtMs !== null && joinedAtS * SECOND_MS < opensAtMs;
}
