import type { VisitorId } from "../contract/ids.ts";
import type { QueueReport } from "../contract/waiting-room.ts";
import { SECOND_MS } from "../time.ts";
import { noteLoad } from "./autopilot.ts";
import { noteTurnedUp } from "./invitation.ts";
import { isBefore } from "./is-before.ts";
import { owePass } from "./owe-pass.ts";
import { isOver } from "./pass-book.ts";
import { isOpenToAll } from "./phase-of.ts";
import { isLot } from "./place-of.ts";
import { readyCapacity } from "./ready-capacity.ts";
import type { RoomState } from "./room.ts";

/** Clocks of isolates differ by less. */
const MOST_AHEAD_S = 10;

/**
 * Takes a gate's report in: who is here enters the ready list, if he is invited; who has a living pass is told of it again.
 * Answers who has lapsed: his token is older than a pass that he has had. A report that comes twice changes no order and
 * gives nobody a second pass; what it counts twice feeds estimates and the autopilot only.
 */
export function receiveReport(state: RoomState, report: QueueReport, nowMs: number): readonly VisitorId[] {
  const { ready, passes, pastPasses, turnedUp, invitation } = state;
  const { gate, present, load } = report;
  const lapsed: VisitorId[] = [];
  const capacity = readyCapacity(state.settings);
  const isEverybody = isOpenToAll(state, nowMs);
  for (const { visitor, place, joinedAtS } of present) {
    const entry = { visitor, place, gate, seenAtMs: nowMs };
    if (ready.see(entry)) continue;
    const living = passes.of(visitor);
    if (living !== undefined && !isOver(living, nowMs)) {
      owePass(state, gate, living.pass);
      continue;
    }
    if (joinedAtS <= (pastPasses.get(visitor) ?? -1)) {
      lapsed.push(visitor);
      continue;
    }
    // His pass is over, though no tick has noticed: it still counts, and he has no second one.
    if (living !== undefined) continue;
    if (!isEverybody && !isBefore(place, invitation.threshold)) continue;
    if (turnedUp.get(visitor) === undefined) noteTurnedUp(invitation, place, nowMs);
    turnedUp.set(visitor, 1, nowMs);
    if (!ready.offer(entry, capacity)) state.noRoom.add(1, nowMs);
  }
  noteLoad(state.autopilot, load, nowMs);
  const latestS = Math.floor(nowMs / SECOND_MS) + MOST_AHEAD_S;
  for (const [second, count] of load.joins) {
    if (second <= latestS) state.joins.add(isLot(second, state.settings.opensAtMs) ? 0 : second, count);
  }
  return lapsed;
}
