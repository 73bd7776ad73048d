import type { QueueSettings } from "../contract/waiting-room.ts";

const READY_S = 5;

/** The ready list holds five seconds of passes, and one visitor at least. */
export function readyCapacity({ ratePerS }: QueueSettings): number {
  return Math.max(1, Math.floor(ratePerS * READY_S));
}
