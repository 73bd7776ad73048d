/**
 * The waiting room as Worker, gates and the event's object speak of it: a wire shape between them, in part persisted.
 *
 * Order. A visitor's place is the pair (second, key), the lower the earlier. `second` is 0 for who joined in the lobby (the
 * lots), else the whole second of joining, since 1970. `key` is 48 bits of HMAC-SHA256(draw key, visitor): a lot in the
 * lobby, the tie-breaker within a second after it. The threshold is such a pair: invited is who is below it.
 *
 * Times are milliseconds since 1970 unless a name says `S` (seconds).
 */
import type { VisitorId } from "./ids.ts";

/** off: holds need no pass. on: they do. automatic: they do, and passes are given at once until a mark is passed. */
export const QUEUE_MODES = ["off", "automatic", "on"] as const;
export type QueueMode = (typeof QUEUE_MODES)[number];

/** What makes a visitor one: an account, a verified e-mail address, or a signed cookie. Lots need one of the first two. */
export const VISITOR_KINDS = ["account", "email", "cookie"] as const;
export type VisitorKind = (typeof VISITOR_KINDS)[number];

/** What the organiser sets; announced with the event, changed live by `changeQueue`. */
export interface QueueSettings {
  readonly mode: QueueMode;
  readonly visitors: VisitorKind;
  /** Passes per second; may be below 1. */
  readonly ratePerS: number;
  /** Buyers that are active at the same time, at most. */
  readonly maxActive: number;
  /** The lobby, whose order is drawn by lots, ends and the sale begins here; null: no lobby, seconds count from the start. */
  readonly opensAtMs: number | null;
  /** Joining is refused before; null: always possible. */
  readonly lobbyFromMs: number | null;
  /** Nobody gets a pass while it is paused; who has one goes on. */
  readonly isPaused: boolean;
  /** To everybody who waits; plain text of at most 500 characters, or null. */
  readonly message: string | null;
  /** A pass that was not used for so long is over. */
  readonly passTtlMs: number;
  /** How long a buyer may choose seats, from the pass on; what he holds then can still be paid. */
  readonly sessionTtlMs: number;
  /** The marks of `automatic`. */
  readonly switchOn: { readonly ratePerS: number; readonly active: number };
}

export const DEFAULT_QUEUE: QueueSettings = {
  mode: "off",
  visitors: "account",
  ratePerS: 50,
  maxActive: 2_000,
  opensAtMs: null,
  lobbyFromMs: null,
  isPaused: false,
  message: null,
  passTtlMs: 5 * 60_000,
  sessionTtlMs: 15 * 60_000,
  switchOn: { ratePerS: 50, active: 1_000 },
};

export interface QueuePlace {
  readonly second: number;
  /** 0 ≤ key < 2^48. */
  readonly key: number;
}

export const KEY_RANGE = 2 ** 48;
/** Nobody who joined less than this ago is invited, so that a second is complete when it is called. */
export const YOUNGEST_INVITED_MS = 3_000;

/**
 * The draw, all of it public. `commitment` (SHA-256 of the seed, hex) and `round` are known when the sale is announced;
 * seed and randomness after the lobby has closed. The draw key is seed ‖ randomness, bytes; when the beacon could not be reached,
 * the seed alone, and `randomness` stays null.
 */
export interface DrawRecord {
  readonly commitment: string;
  /** A drand chain (hex) and the first round of it that comes after the lobby has closed; null without a lobby. */
  readonly beacon: { readonly chain: string; readonly round: number } | null;
  /** Hex; null until the lobby has closed. */
  readonly seed: string | null;
  /** Hex; null until then, or for good when the beacon could not be reached. */
  readonly randomness: string | null;
  readonly drawnAtMs: number | null;
}

/** How the sale stands. lobby: joining draws a lot. drawing: the lobby is closed, the beacon is awaited. */
export type QueuePhase = "before" | "lobby" | "drawing" | "open" | "paused";

/** All that a Worker needs to answer polls by itself; the object's at `atMs`, at most a second old when it is used. */
export interface QueueSnapshot {
  readonly atMs: number;
  /** Gates that take the commands of this event; 0: they go to the object. Queue and live feed use gate 0 then. */
  readonly gates: number;
  readonly settings: QueueSettings;
  readonly phase: QueuePhase;
  /** Whether a hold needs a pass. */
  readonly needsPass: boolean;
  /** Everybody is invited: an automatic queue that has not switched on, or a queue that is off. */
  readonly isOpenToAll: boolean;
  /** Hex; null until the lobby has closed. */
  readonly drawKey: string | null;
  /** Invited is who is below. */
  readonly threshold: QueuePlace;
  /**
   * How many have joined before each of some seconds, ascending, at most 256 points, each [second, joined before it]; the
   * last point is the present. For estimates only.
   */
  readonly joined: readonly (readonly [second: number, before: number])[];
  /** Of those that were invited, how many came: 0 < share ≤ 1. For estimates only. */
  readonly presentShare: number;
  /** Passes per second that are being given now: the rate as the autopilot and the cap leave it. */
  readonly effectiveRatePerS: number;
  readonly active: number;
  /** The highest place that has got a pass; absent in what an older object says. For estimates only. */
  readonly front?: QueuePlace;
}

/** A visitor who is invited and here. `joinedAtS` is his token's. */
export interface Presence {
  readonly visitor: VisitorId;
  readonly place: QueuePlace;
  readonly joinedAtS: number;
}

/** A pass as the object keeps it; the Worker signs it for the visitor. Numbers count up within an event. */
export interface Pass {
  readonly visitor: VisitorId;
  readonly number: number;
  readonly issuedAtMs: number;
  /** Not used by then: over. */
  readonly useByMs: number;
  /** Choosing seats ends. */
  readonly endsAtMs: number;
}

/** The Worker has checked the signature; the object checks that the pass lives, and binds it to its first buyer. */
export interface PassClaim {
  readonly visitor: VisitorId;
  readonly number: number;
}

/** What isolates tell a gate once a second, and gates the object; adds up, and may be lost. */
export interface QueueLoad {
  /** Tokens given per second of joining: [second, count]. */
  readonly joins: readonly (readonly [second: number, count: number])[];
  /** Holds answered, and how many of them took longer than the mark of the autopilot (`SLOW_HOLD_MS`). */
  readonly holds: number;
  readonly slowHolds: number;
  /** The payment provider's circuit is open. */
  readonly isProviderDown: boolean;
}

export const SLOW_HOLD_MS = 500;
export const NO_LOAD: QueueLoad = { joins: [], holds: 0, slowHolds: 0, isProviderDown: false };

/** A gate's report to the object; at most one under way per gate, at most `SYNC_EVERY_MS` often. */
export interface QueueReport {
  readonly gate: number;
  readonly present: readonly Presence[];
  readonly load: QueueLoad;
}

export const SYNC_EVERY_MS = 250;

export interface QueueSync {
  readonly snapshot: QueueSnapshot;
  /** Living passes of those reported as present, and those issued since the last sync to visitors that this gate reported. */
  readonly passes: readonly Pass[];
  /** Reported, but their token is older than a pass that they have had: they must join again, at the back. */
  readonly lapsed: readonly VisitorId[];
}

/** What the gate knows of a visitor who asks. */
export type PresenceAnswer =
  | { readonly status: "waiting" }
  | { readonly status: "admitted"; readonly pass: Pass }
  | { readonly status: "lapsed" };
