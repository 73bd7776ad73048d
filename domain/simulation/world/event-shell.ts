/**
 * One life of an event's object: the cores in memory over an `EventStore`. The order of things is that of the real shell
 * (durable-objects/event: event-object, event-inventory, turn, event-room), without a platform: decide, apply, commit, then
 * tell the room, then answer. Whatever throws ends the life, and the next one is rebuilt from the store.
 */
import type {
  Availability,
  BookingSnapshot,
  Command,
  CommandAnswer,
  EventConfig,
} from "../../contract/event-object.ts";
import type { BookingId, VisitorId } from "../../contract/ids.ts";
import {
  DEFAULT_QUEUE,
  type DrawRecord,
  type QueueReport,
  type QueueSettings,
  type QueueSnapshot,
  type QueueSync,
} from "../../contract/waiting-room.ts";
import { forgetBooking } from "../../inventory/apply.ts";
import { asOf, type Booking } from "../../inventory/booking.ts";
import { expireDue, nextDeadlineMs } from "../../inventory/expire.ts";
import { reconfigure, type LogEntry } from "../../inventory/replay.ts";
import { retired } from "../../inventory/retire.ts";
import { snapshotOf as bookingSnapshot } from "../../inventory/snapshot-of.ts";
import { stateHash } from "../../inventory/state-hash.ts";
import { createState, type InventoryState } from "../../inventory/state.ts";
import { withoutPass } from "../../inventory/without-pass.ts";
import type { Result } from "../../result.ts";
import type { NewDraw } from "../../waiting-room/change-settings.ts";
import { completeDraw, drawDueAtMs } from "../../waiting-room/draw.ts";
import { giveBackPass } from "../../waiting-room/end-pass.ts";
import { passesOwed } from "../../waiting-room/passes-owed.ts";
import type { RestoredUse } from "../../waiting-room/restore-room.ts";
import { createRoom, type RoomState } from "../../waiting-room/room.ts";
import { savedRoom } from "../../waiting-room/saved-room.ts";
import { snapshotOf } from "../../waiting-room/snapshot-of.ts";
import type { Cores } from "./cores.ts";
import type { BookingRow, EventStore } from "./event-store.ts";
import type { Witness } from "./witness.ts";

const MAX_FORGOTTEN = 50;

export interface ShellParts {
  readonly cores: Cores;
  readonly store: EventStore;
  readonly witness: Witness;
  readonly newDraw: NewDraw;
  /** Holds that a turn ends before it decides, at most. */
  readonly expiresPerTurn: number;
}

export class EventShell {
  readonly #parts: ShellParts;
  #inventory: InventoryState;
  readonly #room: RoomState;
  /** Bookings that the journal lacks, with the `seq` of their last change. */
  readonly #dirty = new Map<BookingId, number>();
  #savedSeq: number;

  constructor(parts: ShellParts, nowMs: number) {
    const { store, cores } = parts;
    this.#parts = parts;
    this.#inventory = createState(store.config());
    this.#savedSeq = store.savedSeq();
    const rows = store.bookings();
    for (const { booking } of rows) cores.applyBooking(this.#inventory, booking);
    this.#inventory.version = store.version();
    for (const { booking, seq } of rows.toSorted((a, b) => a.seq - b.seq)) this.#markChanged(booking.id, seq);
    this.#room = this.#openRoom(nowMs);
  }

  get config(): EventConfig {
    return this.#inventory.config;
  }

  hash(): string {
    return stateHash(this.#inventory);
  }

  /** When the alarm is wanted next. */
  get nextDeadlineMs(): number | undefined {
    return nextDeadlineMs(this.#inventory);
  }

  execute(commands: readonly Command[], nowMs: number): readonly CommandAnswer[] {
    const turn = new ShellTurn(this.#parts, this.#inventory, this.#room, nowMs, (id) => this.#seqOf(id));
    turn.expire(this.#parts.expiresPerTurn);
    const isQueued = this.#room.settings.mode !== "off";
    const answers = commands.map((command) => turn.run(isQueued ? command : withoutPass(command)));
    this.#commit(turn, commands, answers, nowMs);
    return answers;
  }

  /** What the alarm does. */
  tidy(nowMs: number, limit: number): void {
    const turn = new ShellTurn(this.#parts, this.#inventory, this.#room, nowMs, (id) => this.#seqOf(id));
    turn.expire(limit);
    this.#commit(turn, [], [], nowMs);
    const ids = retired(this.#inventory, nowMs, MAX_FORGOTTEN, (id) => !this.#dirty.has(id));
    if (ids.length === 0) return;
    for (const id of ids) forgetBooking(this.#inventory, id);
    const entry: LogEntry = { kind: "forget", ids };
    this.#parts.store.commit({ rows: [], forgotten: ids, entry, version: this.#inventory.version });
    this.#parts.witness.forgot(ids);
  }

  reconfigure(config: EventConfig): void {
    this.#inventory = reconfigure(this.#inventory, config);
    this.#parts.store.configure(config, this.#inventory.version);
    this.#parts.witness.reconfigured(config);
  }

  sync(report: QueueReport, nowMs: number): QueueSync {
    const { cores, store, witness } = this.#parts;
    const before = this.queue(nowMs);
    const lapsed = cores.receiveReport(this.#room, report, nowMs);
    const { issued, over, mustSave } = cores.tick(this.#room, nowMs);
    if (issued !== undefined || over.length > 0 || mustSave) {
      store.commitTick(issued, over, mustSave ? savedRoom(this.#room) : undefined);
    }
    const snapshot = this.queue(nowMs);
    const sync = { snapshot, passes: passesOwed(this.#room, report.gate), lapsed };
    witness.synced({ report, nowMs, before, issued, sync });
    return sync;
  }

  queue(nowMs: number): QueueSnapshot {
    return snapshotOf(this.#room, nowMs, this.config.gates ?? 0);
  }

  changeQueue(change: Partial<QueueSettings>, nowMs: number): Result<QueueSettings> {
    const { cores, store, witness, newDraw } = this.#parts;
    const changed = cores.changeSettings(this.#room, change, nowMs, newDraw);
    if (changed.ok) store.commitTick(undefined, [], savedRoom(this.#room));
    witness.changedQueue(change, changed, this.#room.draw.record, nowMs);
    return changed;
  }

  /** The beacon has answered, or not: `randomness` is null then. */
  completeDraw(randomness: string | null, nowMs: number): void {
    const { store, witness } = this.#parts;
    if (!completeDraw(this.#room, randomness, nowMs)) return;
    store.commitTick(undefined, [], savedRoom(this.#room));
    witness.drew(this.#room.draw.record);
  }

  drawDueAtMs(): number | null {
    return drawDueAtMs(this.#room);
  }

  draw(): DrawRecord {
    if (this.#parts.store.savedRoom() === undefined) {
      this.#parts.store.commitTick(undefined, [], savedRoom(this.#room));
    }
    return this.#room.draw.record;
  }

  leave(visitor: VisitorId): void {
    const number = this.#room.passes.of(visitor)?.pass.number ?? 0;
    giveBackPass(this.#room, { visitor, number });
    this.#parts.witness.left(visitor);
  }

  availability(nowMs: number): Availability {
    return this.#parts.cores.availability(this.#inventory, nowMs);
  }

  /** Every booking as a reader sees it. */
  snapshots(nowMs: number): readonly BookingSnapshot[] {
    return [...this.#inventory.bookings.values()].map((booking) => bookingSnapshot(this.config, asOf(booking, nowMs)));
  }

  /** What the journal is to save next, oldest first. */
  takeDirty(most: number): readonly { readonly seq: number; readonly snapshot: BookingSnapshot }[] {
    return [...this.#dirty].slice(0, most).flatMap(([id, seq]) => {
      const booking = this.#inventory.bookings.get(id);
      return booking === undefined ? [] : [{ seq, snapshot: bookingSnapshot(this.config, booking) }];
    });
  }

  journalSaved(saved: ReturnType<EventShell["takeDirty"]>, mustKeep: boolean): void {
    for (const { seq, snapshot } of saved) if (this.#dirty.get(snapshot.id) === seq) this.#dirty.delete(snapshot.id);
    const oldest = Math.min(this.#inventory.version + 1, ...this.#dirty.values());
    this.#savedSeq = oldest - 1;
    if (mustKeep) this.#parts.store.saveJournalPosition(this.#savedSeq);
  }

  #seqOf(id: BookingId): number {
    return this.#dirty.get(id) ?? this.#savedSeq;
  }

  #markChanged(id: BookingId, seq: number): void {
    if (seq <= this.#savedSeq) return;
    this.#dirty.delete(id);
    this.#dirty.set(id, seq);
  }

  #commit(turn: ShellTurn, commands: readonly Command[], answers: readonly CommandAnswer[], nowMs: number): void {
    const { store, witness, cores } = this.#parts;
    const rows = turn.rows();
    if (rows.length > 0) {
      store.commit({ rows, forgotten: [], entry: turn.entry(), version: this.#inventory.version });
      for (const { booking, seq } of rows) this.#markChanged(booking.id, seq);
      for (const { booking } of rows) {
        if (booking.status === "confirmed") for (const number of booking.passNumbers) cores.endPass(this.#room, number);
      }
    }
    witness.decided({ commands, answers, rows: rows.map(({ booking }) => booking), nowMs });
  }

  #openRoom(nowMs: number): RoomState {
    const { store, cores, newDraw } = this.#parts;
    const saved = store.savedRoom();
    if (saved !== undefined) {
      return cores.restoreRoom(saved, store.passBatches(), usesOf(this.#inventory.bookings.values()), nowMs);
    }
    const settings = this.config.queue ?? DEFAULT_QUEUE;
    const room = createRoom(settings, newDraw(settings.opensAtMs), nowMs);
    if (settings.mode !== "off") store.commitTick(undefined, [], savedRoom(room));
    return room;
  }
}

function usesOf(bookings: Iterable<Booking>): RestoredUse[] {
  const uses: RestoredUse[] = [];
  for (const { passNumbers, buyerId: buyer, status } of bookings) {
    for (const number of passNumbers) uses.push({ number, buyer, isConfirmed: status === "confirmed" });
  }
  return uses;
}

/** One synchronous turn: memory is ahead of the rows until it is committed. */
class ShellTurn {
  readonly #parts: ShellParts;
  readonly #inventory: InventoryState;
  readonly #room: RoomState;
  readonly #nowMs: number;
  readonly #seqOf: (id: BookingId) => number;
  readonly #seqs = new Map<BookingId, number>();
  readonly #effective: Command[] = [];
  #expired = 0;

  constructor(
    parts: ShellParts,
    inventory: InventoryState,
    room: RoomState,
    nowMs: number,
    seqOf: (id: BookingId) => number,
  ) {
    this.#parts = parts;
    this.#inventory = inventory;
    this.#room = room;
    this.#nowMs = nowMs;
    this.#seqOf = seqOf;
  }

  expire(limit: number): void {
    const due = expireDue(this.#inventory, this.#nowMs, limit);
    for (const booking of due) this.#apply(booking);
    this.#expired = due.length;
  }

  run(command: Command): CommandAnswer {
    const { cores } = this.#parts;
    const isQueued = this.#room.settings.mode !== "off";
    const { answer, changes } = cores.decide(this.#inventory, command, this.#nowMs, (asked) =>
      isQueued ? cores.admitCommand(this.#room, asked, this.#nowMs) : undefined,
    );
    for (const booking of changes) this.#apply(booking);
    if (changes.length === 0) return answer;
    this.#effective.push(command);
    if (isQueued && "pass" in command && command.pass !== undefined) {
      cores.usePass(this.#room, command.pass.number, command.buyerId);
    }
    return answer;
  }

  rows(): readonly BookingRow[] {
    return [...this.#seqs].flatMap(([id, seq]) => {
      const booking = this.#inventory.bookings.get(id);
      return booking === undefined ? [] : [{ booking, seq }];
    });
  }

  entry(): LogEntry {
    return { kind: "batch", atMs: this.#nowMs, expired: this.#expired, commands: this.#effective };
  }

  #apply(booking: Booking): void {
    const before = this.#inventory.version;
    this.#parts.cores.applyBooking(this.#inventory, booking);
    const { version } = this.#inventory;
    const seq = version > before ? version : (this.#seqs.get(booking.id) ?? this.#seqOf(booking.id));
    this.#seqs.delete(booking.id);
    this.#seqs.set(booking.id, seq);
  }
}
