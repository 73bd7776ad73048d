import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type { Command, EventConfig, ObjectCounters } from "../../domain/contract/event-object.ts";
import {
  DEFAULT_QUEUE,
  type DrawRecord,
  type PassClaim,
  type QueueReport,
  type QueueSettings,
  type QueueSnapshot,
  type QueueSync,
} from "../../domain/contract/waiting-room.ts";
import { describeError } from "../../domain/describe-error.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import type { Beacon } from "../../domain/ports/beacon.ts";
import type { Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { admitCommand } from "../../domain/waiting-room/admit-command.ts";
import { changeSettings } from "../../domain/waiting-room/change-settings.ts";
import { completeDraw, drawDueAtMs } from "../../domain/waiting-room/draw.ts";
import { endPass, giveBackPass } from "../../domain/waiting-room/end-pass.ts";
import { passesOwed } from "../../domain/waiting-room/passes-owed.ts";
import { receiveReport } from "../../domain/waiting-room/receive-report.ts";
import { restoreRoom, type RestoredUse } from "../../domain/waiting-room/restore-room.ts";
import { createRoom, type RoomDraw, type RoomState } from "../../domain/waiting-room/room.ts";
import { savedRoom } from "../../domain/waiting-room/saved-room.ts";
import { snapshotOf } from "../../domain/waiting-room/snapshot-of.ts";
import { tick } from "../../domain/waiting-room/tick.ts";
import { usePass } from "../../domain/waiting-room/use-pass.ts";
import { logLine } from "./object-log.ts";
import type { EventStorage } from "./storage.ts";
import type { Doorkeeper } from "./turn.ts";

/** The beacon is asked again for so long; then the seed alone draws, and the record says so. */
const BEACON_PATIENCE_MS = 10 * SECOND_MS;
const BEACON_TIMEOUT_MS = 3 * SECOND_MS;
const BEACON_EVERY_MS = SECOND_MS;
const SEED_BYTES = 32;

type RoomCounters = Pick<ObjectCounters, "queueSyncs" | "passesIssued" | "passesActive">;

/**
 * An event's waiting room kept in storage. Its clock ticks when a gate reports, for without a report nobody is here to be let
 * in: no alarm is needed, and none can fail it. Methods that change something are synchronous and commit before they return;
 * when one throws, memory and rows may differ and the object must be aborted.
 */
export class EventRoom {
  readonly #storage: EventStorage;
  readonly #beacon: Beacon;
  /** For what changes memory and rows behind everybody's back: when it fails, the object must not go on. */
  readonly #orAbort: (turn: () => void) => void;
  #state: RoomState;
  #isSaved: boolean;
  #isDrawing = false;
  #isStopped = false;
  #syncs = 0;

  /** Rebuilt from its rows and the bookings that its passes have let in; new, as announced, where there are no rows. */
  constructor(
    config: EventConfig,
    bookings: Iterable<Booking>,
    storage: EventStorage,
    beacon: Beacon,
    orAbort: (turn: () => void) => void,
    nowMs: number,
  ) {
    this.#storage = storage;
    this.#orAbort = orAbort;
    this.#beacon = beacon;
    const saved = storage.savedRoom();
    this.#isSaved = saved !== undefined;
    if (saved !== undefined) {
      this.#state = restoreRoom(saved, storage.passBatches(), [...usesOf(bookings)], nowMs);
      return;
    }
    const settings = config.queue ?? DEFAULT_QUEUE;
    this.#state = createRoom(settings, this.#newDraw(settings.opensAtMs), nowMs);
    // What is announced must survive; a sale that is not queued has nothing to announce.
    if (config.queue !== undefined && config.queue.mode !== "off") this.#save();
  }

  counters(): RoomCounters {
    const { lastNumber, active } = this.#state.passes;
    return { queueSyncs: this.#syncs, passesIssued: lastNumber, passesActive: active };
  }

  /** For the turns of the inventory; none where no pass is needed. */
  doorkeeper(nowMs: number): Doorkeeper | undefined {
    const state = this.#state;
    if (state.settings.mode === "off") return undefined;
    return {
      admit: (command) => admitCommand(state, command, nowMs),
      letIn: (command, { passNumbers }) => {
        const pass = passOf(command);
        // Only what the booking's row will say too.
        if (pass !== undefined && "buyerId" in command && passNumbers.includes(pass)) {
          usePass(state, pass, command.buyerId);
        }
      },
    };
  }

  /** A confirmed booking ends its passes. Nothing to store: the booking says so itself. */
  noteCommitted({ passNumbers, status }: Booking): void {
    if (status === "confirmed") for (const number of passNumbers) endPass(this.#state, number);
  }

  sync(report: QueueReport, gates: number, nowMs: number): QueueSync {
    this.#syncs++;
    const lapsed = receiveReport(this.#state, report, nowMs);
    const { issued, over, mustSave } = tick(this.#state, nowMs);
    if (issued !== undefined || over.length > 0 || mustSave) {
      // Passes whose room is not kept would be forgotten, and their numbers given again.
      const saves = mustSave || !this.#isSaved;
      this.#storage.commitTick(issued, over, saves ? savedRoom(this.#state) : undefined);
      this.#isSaved ||= saves;
    }
    return { snapshot: this.snapshot(gates, nowMs), passes: passesOwed(this.#state, report.gate), lapsed };
  }

  snapshot(gates: number, nowMs: number): QueueSnapshot {
    this.#drawIfDue(nowMs);
    return snapshotOf(this.#state, nowMs, gates);
  }

  /** Refusal: validation_failed {fault}. */
  change(change: Partial<QueueSettings>, nowMs: number): Result<QueueSettings> {
    const changed = changeSettings(this.#state, change, nowMs, (opensAtMs) => this.#newDraw(opensAtMs));
    if (changed.ok) this.#save();
    return changed;
  }

  /** What is shown to anybody is kept: a commitment that a restart forgets would be none. */
  draw(nowMs: number): DrawRecord {
    if (!this.#isSaved) this.#save();
    this.#drawIfDue(nowMs);
    return this.#state.draw.record;
  }

  /** Kept with the next batch of passes: a pass given back that comes to life again by a restart ends at its time. */
  leave(pass: PassClaim): void {
    giveBackPass(this.#state, pass);
  }

  #save(): void {
    this.#storage.commitTick(undefined, [], savedRoom(this.#state));
    this.#isSaved = true;
  }

  /** Before this room is replaced: nothing of it goes on. */
  stop(): void {
    this.#isStopped = true;
  }

  #newDraw(opensAtMs: number | null): RoomDraw {
    const seed = crypto.getRandomValues(Buffer.alloc(SEED_BYTES));
    const beacon = opensAtMs === null ? null : { chain: this.#beacon.chain, round: this.#beacon.roundAfter(opensAtMs) };
    const commitment = hash("sha256", seed, "hex");
    return {
      seed: seed.toString("hex"),
      record: { commitment, beacon, seed: null, randomness: null, drawnAtMs: null },
    };
  }

  /** Sets out to draw once the lobby has closed; one attempt under way. */
  #drawIfDue(nowMs: number): void {
    const dueAtMs = drawDueAtMs(this.#state);
    if (dueAtMs === null || nowMs < dueAtMs || this.#isDrawing) return;
    this.#isDrawing = true;
    void this.#makeDraw(dueAtMs + BEACON_PATIENCE_MS);
  }

  /** Detached. Never rejects. */
  async #makeDraw(untilMs: number): Promise<void> {
    try {
      const round = this.#state.draw.record.beacon?.round;
      const randomness = round === undefined ? null : await this.#askBeacon(round, untilMs);
      if (this.#isStopped) return;
      this.#orAbort(() => {
        if (completeDraw(this.#state, randomness, Date.now())) this.#save();
      });
      logLine("info", "the draw is made", undefined, { round: round ?? null, isByBeacon: randomness !== null });
    } catch (error) {
      logLine("error", "the draw could not be made", undefined, { cause: describeError(error) });
    } finally {
      this.#isDrawing = false;
    }
  }

  async #askBeacon(round: number, untilMs: number): Promise<string | null> {
    for (;;) {
      try {
        return await this.#beacon.randomness(round, AbortSignal.timeout(BEACON_TIMEOUT_MS));
      } catch (error) {
        logLine("warn", "the beacon did not answer", undefined, { round, cause: describeError(error) });
        if (Date.now() + BEACON_EVERY_MS > untilMs) return null;
        await new Promise((resolve) => setTimeout(resolve, BEACON_EVERY_MS));
      }
    }
  }
}

function passOf(command: Command): number | undefined {
  return "pass" in command ? command.pass?.number : undefined;
}

function* usesOf(bookings: Iterable<Booking>): Generator<RestoredUse> {
  for (const { passNumbers, buyerId: buyer, status } of bookings) {
    for (const number of passNumbers) yield { number, buyer, isConfirmed: status === "confirmed" };
  }
}
