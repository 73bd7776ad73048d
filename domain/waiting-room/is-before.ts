import type { QueuePlace } from "../contract/waiting-room.ts";

/** Whether `a` comes earlier: by second, within a second by key. */
export function isBefore(a: QueuePlace, b: QueuePlace): boolean {
  return a.second < b.second || (a.second === b.second && a.key < b.key);
}
