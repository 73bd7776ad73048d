/**
 * The waiting room of one event in memory. `tick`, `receiveReport`, `usePass`, `endPass`, `changeSettings` and `completeDraw`
 * change it in place; the shell stores what they return in the same transaction, and starts anew when that fails. It can be
 * rebuilt from `savedRoom`, the pass batches and the bookings at any time (`restoreRoom`).
 *
 * Kept: I5. Only who is below the threshold enters the ready list; only from there, lowest place first, come passes; never
 * more than `maxActive` live when one is issued; one lives per visitor. The work does not grow with the number who wait:
 * the room knows the ready list (≤ 5 s of passes), the living passes, and who turned up or had a pass lately.
 */
import type { DrawRecord, Pass, QueuePlace, QueueSettings } from "../contract/waiting-room.ts";
import { MINUTE_MS } from "../time.ts";
import { createAutopilot, type Autopilot } from "./autopilot.ts";
import { drawWithoutLobby } from "./draw.ts";
import { createInvitation, type Invitation } from "./invitation.ts";
import { JoinCurve } from "./join-curve.ts";
import { PassBook } from "./pass-book.ts";
import { youngestInvited } from "./phase-of.ts";
import { ReadyList } from "./ready-list.ts";
import { RecentCount } from "./recent-count.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { VisitorMemory } from "./visitor-memory.ts";

/** The seed is a secret of the object until the lobby has closed; then the record shows it. Hex, 32 bytes. */
export interface RoomDraw {
  readonly seed: string;
  readonly record: DrawRecord;
}

export interface RoomState {
  settings: QueueSettings;
  draw: RoomDraw;
  /** Counts the draws that were announced: a new opening time is a new draw. */
  announcement: number;
  invitation: Invitation;
  /** The highest place that has got a pass: for estimates. */
  front: QueuePlace;
  readonly ready: ReadyList;
  /** Who was here and found no room in the ready list lately: they ask again before others need be invited. */
  readonly noRoom: RecentCount;
  readonly passes: PassBook;
  /** Passes to tell each gate with its next sync. */
  readonly owed: Map<number, Pass[]>;
  /** In which second a visitor's last pass was issued. */
  readonly pastPasses: VisitorMemory;
  /** Who has turned up lately, so that nobody counts twice in what the invitation learns. */
  readonly turnedUp: VisitorMemory;
  joins: JoinCurve;
  readonly issuing: Issuing;
  readonly autopilot: Autopilot;
  readonly sessions: Sessions;
  /** An automatic queue that has passed a mark. */
  isSwitchedOn: boolean;
  /** When somebody was last kept waiting; an automatic queue switches off by it. */
  waitedAtMs: number;
  /** When the shell was last told to write `savedRoom`, and how many joins it knew. */
  saved: { readonly atMs: number; readonly joined: number };
}

export interface Issuing {
  /** When the allowance was last reckoned. */
  atMs: number;
  /** Passes that may be issued at once; what is not used is kept for a quarter of a second only. */
  allowance: number;
  /** Issued in the last ten seconds. */
  readonly recent: RecentCount;
  /** The batches of the last ten seconds, to the millisecond: what the rate allows in any such window. */
  window: { readonly atMs: number; readonly count: number }[];
}

/**
 * A queue token lives for 30 minutes and is renewed only for who polls, so who has had a pass cannot show an older token
 * after that; the rest is for clocks that differ.
 */
export const REMEMBER_PASSES_MS = 35 * MINUTE_MS;
const LONGEST_INVITED_POLL_S = 5;
const REMEMBER_TURNED_UP_MS = MINUTE_MS;

/** A room that nobody has entered. `settings` must have passed `findQueueFault`. Without a lobby there is nothing to draw. */
export function createRoom(settings: QueueSettings, draw: RoomDraw, nowMs: number): RoomState {
  return {
    settings,
    draw: settings.opensAtMs === null ? drawWithoutLobby(draw, nowMs) : draw,
    announcement: 1,
    invitation: createInvitation(startOfOrder(settings, nowMs)),
    front: { second: 0, key: 0 },
    ready: new ReadyList(),
    noRoom: new RecentCount(LONGEST_INVITED_POLL_S),
    passes: new PassBook(),
    owed: new Map(),
    pastPasses: new VisitorMemory(REMEMBER_PASSES_MS),
    turnedUp: new VisitorMemory(REMEMBER_TURNED_UP_MS),
    joins: new JoinCurve(),
    issuing: { atMs: nowMs, allowance: 0, recent: new RecentCount(10), window: [] },
    autopilot: createAutopilot(nowMs),
    sessions: createSessions(nowMs),
    isSwitchedOn: false,
    waitedAtMs: nowMs,
    saved: { atMs: nowMs, joined: 0 },
  };
}

/** Where the threshold begins: at the lots, or, without a lobby, at the youngest second that may be called. */
export function startOfOrder({ opensAtMs }: QueueSettings, nowMs: number): QueuePlace {
  return opensAtMs === null ? youngestInvited(nowMs) : { second: 0, key: 0 };
}
