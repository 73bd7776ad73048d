/**
 * What the object keeps of its room in one row, as JSON: a persisted shape, members are added, never renamed. Small: no pass
 * is in it, those have rows of their own (pass-batch.ts). What is left out is learnt again within seconds, or may be lost.
 */
import type { QueuePlace, QueueSettings, QueueSnapshot } from "../contract/waiting-room.ts";
import type { RoomDraw, RoomState } from "./room.ts";

export interface SavedRoom {
  readonly format: 1;
  readonly settings: QueueSettings;
  readonly draw: RoomDraw;
  readonly announcement: number;
  readonly threshold: QueuePlace;
  readonly isCaughtUp: boolean;
  readonly front: QueuePlace;
  readonly lastNumber: number;
  readonly isSwitchedOn: boolean;
  readonly joined: QueueSnapshot["joined"];
  readonly share: { readonly joined: number; readonly came: number };
}

export function savedRoom(state: RoomState): SavedRoom {
  const { settings, draw, announcement, invitation, front, passes, isSwitchedOn, joins } = state;
  const { threshold, isCaughtUp, share } = invitation;
  return {
    format: 1,
    settings,
    draw,
    announcement,
    threshold,
    isCaughtUp,
    front,
    lastNumber: passes.lastNumber,
    isSwitchedOn,
    joined: joins.points(),
    share: { ...share },
  };
}
