import type { Availability } from "../../domain/contract/event-object.ts";
import type { FeedSnapshot, FeedTotals } from "../../domain/contract/live-feed.ts";
import { describeError } from "../../domain/describe-error.ts";
import { encodeDiff } from "../../domain/live-feed/encode-diff.ts";
import { encodeSnapshot } from "../../domain/live-feed/encode-snapshot.ts";
import { feedSnapshotOf } from "../../domain/live-feed/feed-snapshot-of.ts";
import { logLine } from "./object-log.ts";

/** Four pushes a second and gate, at most. */
const PUSH_EVERY_MS = 250;
/** After a push that failed, where nothing else changes before. */
const RETRY_MS = 2_000;

export interface LiveFeedOptions {
  readonly house: () => Availability;
  /** One RPC to a gate; false: nobody listens there. */
  readonly push: (gate: number, frame: Uint8Array) => Promise<boolean>;
  /** Gates that listened when the object last lived: they do not know that it died. */
  readonly listeners: readonly number[];
  readonly saveListeners: (gates: readonly number[]) => void;
  readonly nowMs: () => number;
}

interface Listener {
  /** What the gate has; undefined: not known, so it gets the whole house. */
  version: number | undefined;
  isBusy: boolean;
}

/**
 * The live feed at its source. A gate that has asked once is pushed what changes, one RPC per gate and tick and none when
 * nothing has changed, so that it may sleep between changes with its sockets open. Who listens is kept in a row.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #listeners = new Map<number, Listener>();
  #house: FeedSnapshot | undefined;
  /** For each seat the version at which it was first seen as it is; complete from `#knownFrom` on. */
  #changedAt = new Float64Array(0);
  #knownFrom = 0;
  #isArmed = false;
  #pushedAtMs = 0;
  pushes = 0;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    for (const gate of options.listeners) this.#listeners.set(gate, { version: undefined, isBusy: false });
  }

  /** What has changed since a version, or the whole house; from now on the gate is pushed to. */
  frameFor(gate: number, sinceVersion: number | null): Uint8Array {
    const house = this.#look();
    const listener = this.#listeners.get(gate);
    if (listener === undefined) {
      this.#listeners.set(gate, { version: house.version, isBusy: false });
      this.#options.saveListeners([...this.#listeners.keys()]);
    }
    return this.#frame(house, sinceVersion ?? undefined);
  }

  /** To be called after every commit. */
  changed(): void {
    if (this.#isArmed || this.#listeners.size === 0) return;
    this.#isArmed = true;
    const waitMs = Math.max(0, this.#pushedAtMs + PUSH_EVERY_MS - this.#options.nowMs());
    setTimeout(() => this.#pushAll(), Math.min(waitMs, PUSH_EVERY_MS));
  }

  #pushAll(): void {
    this.#isArmed = false;
    this.#pushedAtMs = this.#options.nowMs();
    const house = this.#look();
    for (const [gate, listener] of this.#listeners) void this.#pushTo(gate, listener, house);
  }

  /** One push under way per gate; what changes meanwhile is in the next one. Never rejects. */
  async #pushTo(gate: number, listener: Listener, house: FeedSnapshot): Promise<void> {
    if (listener.isBusy || listener.version === house.version) return;
    listener.isBusy = true;
    this.pushes++;
    try {
      const isHeard = await this.#options.push(gate, this.#frame(house, listener.version));
      listener.version = house.version;
      if (!isHeard) this.#dismiss(gate);
      // What has changed meanwhile.
      else if (this.#house?.version !== house.version) this.changed();
    } catch (error) {
      // It may have lost its place: the next push is the whole house.
      listener.version = undefined;
      logLine("warn", "a gate did not take the live feed", undefined, { gate, cause: describeError(error) });
      setTimeout(() => this.changed(), RETRY_MS);
    } finally {
      listener.isBusy = false;
    }
  }

  #dismiss(gate: number): void {
    this.#listeners.delete(gate);
    this.#options.saveListeners([...this.#listeners.keys()]);
  }

  /** The house as it is now. Stays at the version that was seen where nothing has changed that a feed shows. */
  #look(): FeedSnapshot {
    const seen = this.#house;
    const house = feedSnapshotOf(this.#options.house());
    if (seen === undefined || seen.seatCount !== house.seatCount) {
      this.#changedAt = new Float64Array(house.seatCount);
      this.#knownFrom = house.version;
      return (this.#house = house);
    }
    let isChanged = !sameTotals(seen, house);
    for (let seat = 0; seat < house.seatCount; seat++) {
      if (seen.statuses[seat] === house.statuses[seat]) continue;
      this.#changedAt[seat] = house.version;
      isChanged = true;
    }
    return isChanged ? (this.#house = house) : seen;
  }

  #frame(house: FeedSnapshot, sinceVersion: number | undefined): Uint8Array {
    if (sinceVersion === undefined || sinceVersion < this.#knownFrom || sinceVersion > house.version)
      return encodeSnapshot(house);
    const { version, atMs, seatCount, totals, areas, statuses } = house;
    const changes: (readonly [number, number])[] = [];
    for (let seat = 0; seat < seatCount; seat++)
      if ((this.#changedAt[seat] ?? 0) > sinceVersion) changes.push([seat, statuses[seat] ?? 0]);
    return encodeDiff({ kind: "diff", fromVersion: sinceVersion, version, atMs, seatCount, totals, areas, changes });
  }
}

function sameTotals(a: FeedSnapshot, b: FeedSnapshot): boolean {
  return same(a.totals, b.totals) && a.areas.every((area, i) => same(area, b.areas[i] ?? a.totals));
}

function same(a: FeedTotals, b: FeedTotals): boolean {
  return a.free === b.free && a.taken === b.taken && a.sold === b.sold && a.blocked === b.blocked;
}
