import type { UserId, VisitorId } from "../../contract/ids.ts";
import {
  DEFAULT_QUEUE,
  NO_LOAD,
  type Pass,
  type Presence,
  type QueueLoad,
  type QueueSettings,
} from "../../contract/waiting-room.ts";
import { endPass, giveBackPass } from "../end-pass.ts";
import type { PassBatch } from "../pass-batch.ts";
import { passesOwed } from "../passes-owed.ts";
import { receiveReport } from "../receive-report.ts";
import { restoreRoom, type RestoredUse } from "../restore-room.ts";
import { createRoom, type RoomDraw, type RoomState } from "../room.ts";
import { savedRoom, type SavedRoom } from "../saved-room.ts";
import { tick, type TickOutcome } from "../tick.ts";
import { usePass } from "../use-pass.ts";

export const START_S = 1_800_000_000;
export const START_MS = START_S * 1_000;

export const DRAW: RoomDraw = {
  seed: "5e".repeat(32),
  record: { commitment: "c0".repeat(32), beacon: null, seed: null, randomness: null, drawnAtMs: null },
};

export const QUEUED: QueueSettings = { ...DEFAULT_QUEUE, mode: "on", ratePerS: 10, maxActive: 1_000 };

/** The nth visitor of a test. */
export function visitor(n: number): VisitorId {
  return `vis_${String(n).padStart(26, "0")}` as VisitorId;
}

export function buyer(n: number): UserId {
  return `usr_${String(n).padStart(26, "0")}` as UserId;
}

/** Who joined so many seconds before the test began. */
export function here(n: number, secondsBefore = 60, key = n): Presence {
  const joinedAtS = START_S - secondsBefore;
  return { visitor: visitor(n), place: { second: joinedAtS, key }, joinedAtS };
}

/** A room with a clock, and the rows that its object would have: what is not in them is gone after `restart`. */
export class Hall {
  state: RoomState;
  nowMs = START_MS;
  readonly issued: Pass[] = [];
  #saved: SavedRoom;
  #batches: PassBatch[] = [];
  readonly #uses = new Map<number, RestoredUse>();

  constructor(settings: Partial<QueueSettings> = {}, draw: RoomDraw = DRAW) {
    this.state = createRoom({ ...QUEUED, ...settings }, draw, this.nowMs);
    this.#saved = savedRoom(this.state);
  }

  get batches(): readonly PassBatch[] {
    return this.#batches;
  }

  report(present: readonly Presence[], load: QueueLoad = NO_LOAD, gate = 0): readonly VisitorId[] {
    return receiveReport(this.state, { gate, present, load }, this.nowMs);
  }

  /** What it issues, and stores it. */
  tick(): readonly Pass[] {
    const outcome = tick(this.state, this.nowMs);
    this.#store(outcome);
    const { issued } = outcome;
    if (issued === undefined) return [];
    const passes = issued.visitors.map((_, i) => this.state.passes.numbered(issued.first + i)?.pass);
    const living = passes.filter((pass) => pass !== undefined);
    this.issued.push(...living);
    return living;
  }

  /** Reports the same people and ticks four times a second, so long. */
  run(seconds: number, present: () => readonly Presence[], load: QueueLoad = NO_LOAD): readonly Pass[] {
    const before = this.issued.length;
    for (let i = 0; i < seconds * 4; i++) {
      this.nowMs += 250;
      this.report(present(), load);
      this.tick();
    }
    return this.issued.slice(before);
  }

  owed(gate = 0): readonly Pass[] {
    return passesOwed(this.state, gate);
  }

  use(number: number, by: UserId): void {
    usePass(this.state, number, by);
    this.#uses.set(number, { number, buyer: by, isConfirmed: false });
  }

  confirm(number: number): void {
    const use = this.#uses.get(number);
    if (use !== undefined) this.#uses.set(number, { ...use, isConfirmed: true });
    endPass(this.state, number);
  }

  leave(n: number): void {
    const number = this.state.passes.of(visitor(n))?.pass.number ?? 0;
    giveBackPass(this.state, { visitor: visitor(n), number });
  }

  save(): void {
    this.#saved = structuredClone(savedRoom(this.state));
  }

  restart(): void {
    const rows = structuredClone({ saved: this.#saved, batches: this.#batches });
    this.state = restoreRoom(rows.saved, rows.batches, [...this.#uses.values()], this.nowMs);
  }

  #store({ issued, over, mustSave }: TickOutcome): void {
    this.#batches = this.#batches.filter(({ first }) => !over.includes(first));
    if (issued !== undefined) this.#batches.push(issued);
    if (mustSave) this.save();
  }
}
