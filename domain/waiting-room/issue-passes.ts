import type { VisitorId } from "../contract/ids.ts";
import { SECOND_MS } from "../time.ts";
import { accrueAllowance, KEPT_ALLOWANCE_S } from "./accrue-allowance.ts";
import { isBefore } from "./is-before.ts";
import { owePass } from "./owe-pass.ts";
import type { PassBatch } from "./pass-batch.ts";
import { isOpenToAll, phaseOf } from "./phase-of.ts";
import type { RoomState } from "./room.ts";

/** A batch is a row: at a low rate each carries what half a second owes, at a high one there are ten a second at most. */
const BATCH_EVERY_MS = 100;
const BATCH_EVERY_AT_LOW_RATE_MS = 500;
const LOW_RATE_PER_S = 50;
const BATCH_EVERY_OPEN_MS = 250;
/** In any ten seconds no more than the rate and this: a tick that comes late owes much at once, and the next ones owe on time. */
const WINDOW_MS = 10 * SECOND_MS;
const MOST_IN_WINDOW = 1.02;

/**
 * Passes for the lowest places of the ready list, as many as the allowance, the cap and the list have; undefined when there
 * are none. While it is paused nothing accrues.
 */
export function issuePasses(state: RoomState, nowMs: number): PassBatch | undefined {
  const { issuing, settings, passes, ready } = state;
  const isOpen = isOpenToAll(state, nowMs);
  if (!isOpen && phaseOf(state, nowMs) !== "open") {
    accrueAllowance(state, nowMs);
    return undefined;
  }
  // A clock that has jumped back: the time until then is lost.
  if (nowMs < issuing.atMs) issuing.atMs = nowMs;
  if (nowMs - issuing.atMs < batchEveryMs(state, isOpen)) return undefined;
  const room = Math.min(ready.size, Math.max(0, settings.maxActive - passes.active));
  if (isOpen) {
    accrueAllowance(state, nowMs);
    const count = Math.min(room, beforeMarks(state, nowMs));
    if (count < ready.size && settings.mode === "automatic") switchOn(state, nowMs);
    return issue(state, count, nowMs);
  }
  accrueAllowance(state, nowMs);
  // Sums of fractions fall short of a whole pass by less than this.
  const issued = issue(state, Math.min(room, Math.floor(issuing.allowance + 1e-9), leftInWindow(state, nowMs)), nowMs);
  const count = issued?.visitors.length ?? 0;
  issuing.window.push({ atMs: nowMs, count });
  const left = Math.max(0, issuing.allowance - count);
  const keptAtMost = Math.max(1, settings.ratePerS * state.autopilot.factor * KEPT_ALLOWANCE_S);
  issuing.allowance = Math.min(left, keptAtMost);
  return issued;
}

/** What ten seconds that end now have left. */
function leftInWindow({ issuing, settings }: RoomState, nowMs: number): number {
  issuing.window = issuing.window.filter(({ atMs }) => atMs > nowMs - WINDOW_MS && atMs <= nowMs);
  let left = Math.max(1, Math.floor((settings.ratePerS * MOST_IN_WINDOW * WINDOW_MS) / SECOND_MS));
  for (const { count } of issuing.window) left -= count;
  return Math.max(0, left);
}

function batchEveryMs({ settings }: RoomState, isOpen: boolean): number {
  if (isOpen) return BATCH_EVERY_OPEN_MS;
  return settings.ratePerS < LOW_RATE_PER_S ? BATCH_EVERY_AT_LOW_RATE_MS : BATCH_EVERY_MS;
}

/** How many more an automatic queue lets in at once until it switches on. */
function beforeMarks({ settings, passes, issuing, autopilot }: RoomState, nowMs: number): number {
  const { mode, switchOn } = settings;
  if (mode !== "automatic") return Infinity;
  if (autopilot.factor < 1) return 0;
  const lately = Math.floor(switchOn.ratePerS * issuing.recent.seconds - issuing.recent.sum(nowMs));
  return Math.max(0, Math.min(lately, switchOn.active - passes.active));
}

function switchOn(state: RoomState, nowMs: number): void {
  state.isSwitchedOn = true;
  state.waitedAtMs = nowMs;
  state.issuing.allowance = 0;
}

function issue(state: RoomState, count: number, nowMs: number): PassBatch | undefined {
  const { settings, ready, passes, invitation } = state;
  const entries = Array.from({ length: count }, () => ready.takeLowest(nowMs)).filter((entry) => entry !== undefined);
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  if (isBefore(state.front, last.place)) state.front = last.place;
  const batch: PassBatch = {
    first: passes.lastNumber + 1,
    visitors: entries.map(({ visitor }): VisitorId => visitor),
    issuedAtMs: nowMs,
    useByMs: nowMs + settings.passTtlMs,
    endsAtMs: nowMs + settings.sessionTtlMs,
    ended: passes.takeEnded(),
    announcement: state.announcement,
    threshold: invitation.threshold,
    isCaughtUp: invitation.isCaughtUp,
    front: state.front,
  };
  for (const [i, pass] of passes.add(batch).entries()) {
    state.pastPasses.set(pass.visitor, Math.floor(nowMs / SECOND_MS), nowMs);
    owePass(state, entries[i]?.gate ?? 0, pass);
  }
  state.issuing.recent.add(entries.length, nowMs);
  return batch;
}
