import type { VisitorId } from "../../domain/contract/ids.ts";
import {
  SYNC_EVERY_MS,
  type Presence,
  type PresenceAnswer,
  type QueueLoad,
  type QueueReport,
  type QueueSnapshot,
  type QueueSync,
} from "../../domain/contract/waiting-room.ts";
import { ok, refuse, type Refusal, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { KnownVisitors } from "./known-visitors.ts";
import { LoadTally } from "./load-tally.ts";
import { within } from "./within.ts";

interface SeenPresence {
  readonly presence: Presence;
  readonly seenAtMs: number;
}

interface KeptSnapshot {
  readonly snapshot: QueueSnapshot;
  readonly askedAtMs: number;
}

/** With the half second that an isolate may keep it: a snapshot is used for a second at most. */
const MAX_AGE_MS = 500;
/** While the object cannot be reached, the last snapshot still tells people their place. Nobody is admitted by it. */
const MAX_AGE_IN_TROUBLE_MS = 5 * SECOND_MS;
/** Who has not polled for so long is not here any more. */
const PRESENT_FOR_MS = 10 * SECOND_MS;
/** In one report; who finds no room in it is reported when he polls again. */
export const MAX_REPORTED = 5_000;
const SYNC_TIMEOUT_MS = 2 * SECOND_MS;

/**
 * A gate's part of the waiting room: collects who is here and what is owed, tells the event's object in one sync at a time, at
 * most one in SYNC_EVERY_MS, and answers from what it learns. It decides nothing: a pass is the object's alone to give (I5), so
 * when the object cannot be reached everybody waits.
 */
export class GateQueue {
  readonly #gate: number;
  readonly #askSync: (report: QueueReport) => Promise<Result<QueueSync>>;
  readonly #visitors = new KnownVisitors();
  readonly #load = new LoadTally();
  #here = new Map<VisitorId, SeenPresence>();
  #kept: KeptSnapshot | undefined;
  #beganSyncAtMs = -Infinity;
  #seenAtMs = -Infinity;
  /** The sync that is under way or waits for its time; gives why it failed. */
  #next: Promise<Refusal | undefined> | undefined;

  constructor(gate: number, askSync: (report: QueueReport) => Promise<Result<QueueSync>>) {
    this.#gate = gate;
    this.#askSync = askSync;
  }

  /** At once; who is not known is reported with the next sync. */
  present(present: readonly Presence[]): readonly PresenceAnswer[] {
    const nowMs = Date.now();
    const answers = present.map((presence) => {
      const answer = this.#visitors.answer(presence, nowMs);
      if (answer.status === "waiting") this.#note(presence, nowMs);
      return answer;
    });
    if (this.#here.size > 0) void this.#sync();
    return answers;
  }

  /** All who ask in the same moment wait for one sync. Refusals: unavailable, and the object's. */
  async snapshot(load: QueueLoad): Promise<Result<QueueSnapshot>> {
    this.#load.add(load);
    const fresh = this.#snapshotWithin(MAX_AGE_MS);
    if (fresh !== undefined) return ok(fresh);
    const refusal = await this.#sync();
    const usable = this.#snapshotWithin(MAX_AGE_IN_TROUBLE_MS);
    if (usable !== undefined) return ok(usable);
    return { ok: false, refusal: refusal ?? refuse("unavailable").refusal };
  }

  #note(presence: Presence, nowMs: number): void {
    this.#seenAtMs = nowMs;
    if (this.#here.size < MAX_REPORTED || this.#here.has(presence.visitor)) {
      this.#here.set(presence.visitor, { presence, seenAtMs: nowMs });
    }
  }

  #snapshotWithin(maxAgeMs: number): QueueSnapshot | undefined {
    const kept = this.#kept;
    return kept !== undefined && Date.now() - kept.askedAtMs <= maxAgeMs ? kept.snapshot : undefined;
  }

  /** Never rejects. */
  #sync(): Promise<Refusal | undefined> {
    this.#next ??= this.#syncInTime().finally(() => {
      this.#next = undefined;
      // The queue's clock goes on while somebody stands in it. No alarm: a gate that is lost forgets it, and the next poll
      // starts it again.
      if (Date.now() - this.#seenAtMs < PRESENT_FOR_MS) void this.#sync();
    });
    return this.#next;
  }

  async #syncInTime(): Promise<Refusal | undefined> {
    const waitMs = this.#beganSyncAtMs + SYNC_EVERY_MS - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const beganAtMs = (this.#beganSyncAtMs = Date.now());
    const reported = this.#here;
    this.#here = new Map();
    const load = this.#load.take();
    const present: Presence[] = [];
    for (const { presence, seenAtMs } of reported.values()) {
      if (beganAtMs - seenAtMs < PRESENT_FOR_MS) present.push(presence);
    }
    const answer = await this.#ask({ gate: this.#gate, present, load });
    if (answer.ok) {
      this.#learn(answer.value, reported, beganAtMs);
      return undefined;
    }
    this.#load.add(load);
    for (const [visitor, seen] of reported) {
      if (this.#here.size < MAX_REPORTED && !this.#here.has(visitor)) this.#here.set(visitor, seen);
    }
    return answer.refusal;
  }

  async #ask(report: QueueReport): Promise<Result<QueueSync>> {
    try {
      return await within(SYNC_TIMEOUT_MS, this.#askSync(report), refuse("unavailable"));
    } catch {
      return refuse("unavailable");
    }
  }

  #learn(
    { snapshot, passes, lapsed }: QueueSync,
    reported: ReadonlyMap<VisitorId, SeenPresence>,
    askedAtMs: number,
  ): void {
    this.#kept = { snapshot, askedAtMs };
    const nowMs = Date.now();
    for (const pass of passes) this.#visitors.admit(pass, nowMs);
    for (const visitor of lapsed) {
      const seen = reported.get(visitor);
      if (seen !== undefined) this.#visitors.lapse(visitor, seen.presence.joinedAtS);
    }
  }
}
