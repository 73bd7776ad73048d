import type { QueueSettings } from "../contract/waiting-room.ts";
import { ok, refuse, type Result } from "../result.ts";
import { accrueAllowance } from "./accrue-allowance.ts";
import { drawWithoutLobby } from "./draw.ts";
import { findQueueFault } from "./find-queue-fault.ts";
import { createInvitation } from "./invitation.ts";
import { readyCapacity } from "./ready-capacity.ts";
import { startOfOrder, type RoomDraw, type RoomState } from "./room.ts";

/** A fresh, secret seed with its commitment, and the beacon's first round after this time; null: no lobby, no round. */
export type NewDraw = (opensAtMs: number | null) => RoomDraw;

/**
 * Members that are given replace those that are set; the shell then writes `savedRoom`. Another opening time is another
 * announcement, with a draw of its own: the round that it waits for must lie in the future, and a seed must not be used
 * twice. After the lobby has closed the time stands. Refusal: validation_failed {fault}.
 */
export function changeSettings(
  state: RoomState,
  change: Partial<QueueSettings>,
  nowMs: number,
  newDraw: NewDraw,
): Result<QueueSettings> {
  const before = state.settings;
  const settings: QueueSettings = { ...before, ...change };
  const opensElsewhen = settings.opensAtMs !== before.opensAtMs;
  const fault = findQueueFault(settings) ?? (opensElsewhen ? findOpeningFault(state, settings, nowMs) : undefined);
  if (fault !== undefined) return refuse("validation_failed", { fault });

  // What is owed until now, at the rate until now.
  accrueAllowance(state, nowMs);
  state.settings = settings;
  if (opensElsewhen) announce(state, newDraw(settings.opensAtMs), nowMs);
  // A queue that was in force goes on until nobody waits.
  if (settings.mode !== before.mode) {
    state.isSwitchedOn = settings.mode === "automatic" && before.mode === "on";
    state.waitedAtMs = nowMs;
  }
  state.ready.trim(readyCapacity(settings));
  return ok(settings);
}

function findOpeningFault(state: RoomState, { opensAtMs }: QueueSettings, nowMs: number): string | undefined {
  const closedAtMs = state.settings.opensAtMs;
  if (closedAtMs !== null && (nowMs >= closedAtMs || state.draw.record.drawnAtMs !== null)) {
    return "opensAtMs cannot change once the lobby has closed";
  }
  return opensAtMs !== null && opensAtMs <= nowMs ? "opensAtMs is in the future" : undefined;
}

/** Passes that were given stay; everybody else stands in the new order. */
function announce(state: RoomState, draw: RoomDraw, nowMs: number): void {
  const { settings } = state;
  state.announcement++;
  state.draw = settings.opensAtMs === null ? drawWithoutLobby(draw, nowMs) : draw;
  state.ready.clear();
  state.front = { second: 0, key: 0 };
  state.invitation = createInvitation(startOfOrder(settings, nowMs));
}
