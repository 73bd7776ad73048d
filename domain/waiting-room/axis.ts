/**
 * Places on one line, for what interpolates between them: second + key / 2^48. The lots lie in [0, 1), a second `s` in
 * [s, s + 1). With seconds of today a float keeps 22 bits of the key: enough to part the joiners of one second.
 */
import { KEY_RANGE, type QueuePlace } from "../contract/waiting-room.ts";

export function toAxis({ second, key }: QueuePlace): number {
  return second + key / KEY_RANGE;
}

export function fromAxis(axis: number): QueuePlace {
  const second = Math.floor(axis);
  return { second, key: Math.floor((axis - second) * KEY_RANGE) };
}
