import type { QueueSnapshot } from "../contract/waiting-room.ts";
import { drawKeyOf } from "./draw.ts";
import { effectiveRatePerS } from "./effective-rate.ts";
import { isOpenToAll, phaseOf } from "./phase-of.ts";
import { presentShare } from "./present-share.ts";
import type { RoomState } from "./room.ts";

/** What gates and Workers answer from. `gates` is the event's, from its configuration. */
export function snapshotOf(state: RoomState, nowMs: number, gates: number): QueueSnapshot {
  const { settings, draw, invitation } = state;
  return {
    atMs: nowMs,
    gates,
    settings,
    phase: phaseOf(state, nowMs),
    needsPass: settings.mode !== "off",
    isOpenToAll: isOpenToAll(state, nowMs),
    drawKey: drawKeyOf(draw.record),
    threshold: invitation.threshold,
    joined: state.joins.points(),
    presentShare: presentShare(invitation),
    effectiveRatePerS: effectiveRatePerS(state),
    active: state.passes.active,
    front: state.front,
  };
}
