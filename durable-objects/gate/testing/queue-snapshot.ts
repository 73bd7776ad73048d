import { DEFAULT_QUEUE, type QueueSnapshot } from "../../../domain/contract/waiting-room.ts";

/** A queue in which nobody has been invited yet. */
export function queueSnapshot(members: Partial<QueueSnapshot> = {}): QueueSnapshot {
  return {
    atMs: Date.now(),
    gates: 0,
    settings: DEFAULT_QUEUE,
    phase: "open",
    needsPass: true,
    isOpenToAll: false,
    drawKey: "00",
    threshold: { second: 0, key: 0 },
    joined: [],
    presentShare: 1,
    effectiveRatePerS: 50,
    active: 0,
    ...members,
  };
}
