/**
 * The event's object: the only writer of one event's seats (I1, I8) and of its waiting room (I5). A shell around two pure cores:
 * it gives the time, keeps what was decided, and answers.
 *
 * One batch, one commit (I3): decisions, rows and log entry are one synchronous turn and one transaction, and the platform's
 * output gate holds the answers back until that is durable. If the commit fails the object is aborted: its memory is ahead
 * of its rows, and the next start rebuilds it from them.
 */
import { DurableObject } from "cloudflare:workers";
import { createJournal } from "../../db/create-journal.ts";
import {
  CONTRACT_VERSION,
  type Availability,
  type BookingSnapshot,
  type BookingsPage,
  type CommandAnswer,
  type CommandBatch,
  type EventConfig,
  type EventObjectRpc,
  type LogPage,
  type ObjectCounters,
  type StateDigest,
} from "../../domain/contract/event-object.ts";
import { gateName, type GateObjectRpc } from "../../domain/contract/gate-object.ts";
import type { BookingId, UserId } from "../../domain/contract/ids.ts";
import type {
  DrawRecord,
  PassClaim,
  QueueReport,
  QueueSettings,
  QueueSnapshot,
  QueueSync,
} from "../../domain/contract/waiting-room.ts";
import { findConfigFault } from "../../domain/inventory/find-config-fault.ts";
import type { Journal } from "../../domain/ports/bookings.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { createDrandBeacon, type BeaconSettings } from "./drand-beacon.ts";
import type { ObjectsByName } from "./event-asker.ts";
import { EventInventory } from "./event-inventory.ts";
import { EventRoom } from "./event-room.ts";
import { LiveFeed } from "./live-feed.ts";
import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";
import { EventStorage } from "./storage.ts";

export interface EventObjectEnv extends BeaconSettings {
  readonly DATABASE_URL: string;
  readonly NEON_LOCAL_PROXY?: string | undefined;
  /** What pushes of the live feed need of the gates' namespace. */
  readonly GATE: ObjectsByName<Pick<GateObjectRpc, "push">>;
}

/** What an object without an event has done. */
const UNUSED = {
  commands: 0,
  batches: 0,
  journalAttempts: 0,
  journalFailures: 0,
  journalLag: 0,
  queueSyncs: 0,
  passesIssued: 0,
  passesActive: 0,
};

/** What an object is once it has an event. */
interface Sale {
  readonly inventory: EventInventory;
  readonly room: EventRoom;
  readonly feed: LiveFeed;
}

export class EventObject extends DurableObject<EventObjectEnv> implements EventObjectRpc {
  readonly #storage: EventStorage;
  readonly #clock: AlarmClock;
  readonly #journal: Journal;
  #sale: Sale | undefined;
  #rpcs = 0;

  constructor(ctx: DurableObjectState, env: EventObjectEnv, journal: Journal = createJournal(env)) {
    super(ctx, env);
    this.#storage = new EventStorage(ctx.storage);
    this.#clock = new AlarmClock(ctx.storage);
    this.#journal = journal;
    const config = this.#storage.open();
    if (config === undefined) return;
    this.#sale = this.#load(config);
    this.#sale.inventory.resume(Date.now());
  }

  /** A newer configuration; an older or equal one changes nothing. Refusal: validation_failed {fault}. */
  async configure(config: EventConfig): Promise<Result<{ readonly version: number }>> {
    this.#rpcs++;
    const sale = this.#sale;
    const current = sale?.inventory.config;
    if (current !== undefined && config.version <= current.version) return ok({ version: current.version });
    const fault = findConfigFault(config, current);
    if (fault !== undefined) return refuse("validation_failed", { fault });
    this.#orAbort(() => {
      if (sale === undefined) {
        this.#storage.configure(config, 0);
        this.#sale = this.#load(config);
      } else {
        sale.inventory.reconfigure(config);
        // What is announced anew replaces what the operator has set since.
        if (config.queue !== undefined && JSON.stringify(config.queue) !== JSON.stringify(current?.queue)) {
          sale.room.change(config.queue, Date.now());
        }
        sale.feed.changed();
      }
    });
    return ok({ version: config.version });
  }

  async execute(batch: CommandBatch): Promise<Result<readonly CommandAnswer[]>> {
    this.#rpcs++;
    const sale = this.#sale;
    if (sale === undefined) return refuse("event_not_configured");
    if (Math.abs(batch.contract - CONTRACT_VERSION) > 1) return refuse("unavailable", { contract: CONTRACT_VERSION });
    return this.#orAbort(() => {
      const nowMs = Date.now();
      return ok(sale.inventory.execute(batch, nowMs, sale.room.doorkeeper(nowMs)));
    });
  }

  async booking(id: BookingId): Promise<Result<BookingSnapshot>> {
    this.#rpcs++;
    return this.#sale?.inventory.booking(id, Date.now()) ?? refuse("event_not_configured");
  }

  async bookingsOf(buyer: UserId): Promise<Result<readonly BookingSnapshot[]>> {
    return this.#ask(({ inventory }) => inventory.bookingsOf(buyer, Date.now()));
  }

  async availability(): Promise<Result<Availability>> {
    return this.#ask(({ inventory }) => inventory.availability(Date.now()));
  }

  async syncQueue(report: QueueReport): Promise<Result<QueueSync>> {
    return this.#ask(({ inventory, room }) => room.sync(report, inventory.config.gates ?? 0, Date.now()));
  }

  async changeQueue(change: Partial<QueueSettings>): Promise<Result<QueueSnapshot>> {
    const changed = this.#ask(({ inventory, room }) => {
      const settings = room.change(change, Date.now());
      return settings.ok ? ok(room.snapshot(inventory.config.gates ?? 0, Date.now())) : settings;
    });
    return changed.ok ? changed.value : changed;
  }

  async draw(): Promise<Result<DrawRecord>> {
    return this.#ask(({ room }) => room.draw(Date.now()));
  }

  async leaveQueue(pass: PassClaim): Promise<Result<null>> {
    return this.#ask(({ room }) => (room.leave(pass), null));
  }

  async feed(gate: number, sinceVersion: number | null): Promise<Result<Uint8Array>> {
    return this.#ask(({ feed }) => feed.frameFor(gate, sinceVersion));
  }

  async bookingsPage(after: BookingId | null, limit: number): Promise<Result<BookingsPage>> {
    return this.#ask(({ inventory }) => inventory.bookingsPage(after, limit));
  }

  async logPage(after: number, limit: number): Promise<Result<LogPage>> {
    return this.#ask(({ inventory }) => inventory.logPage(after, limit));
  }

  /** Refusal: unavailable, when a booking was forgotten while the digest was made. */
  async stateDigest(): Promise<Result<StateDigest>> {
    const begun = this.#ask(({ inventory }) => inventory.stateDigest());
    if (!begun.ok) return begun;
    try {
      return ok(await begun.value);
    } catch (error) {
      logLine("warn", "a digest was not finished", undefined, { cause: describeError(error) });
      return refuse("unavailable");
    }
  }

  async saveAgain(ids: readonly BookingId[]): Promise<Result<number>> {
    return this.#ask(({ inventory }) => inventory.saveAgain(ids, Date.now()));
  }

  async counters(): Promise<ObjectCounters> {
    const rowsWritten = this.#storage.rowsWritten + this.#clock.timesSet;
    const sale = this.#sale;
    const counted = sale === undefined ? UNUSED : { ...sale.inventory.counters(), ...sale.room.counters() };
    const rowsOwed = this.#storage.unwritten;
    return { rpcs: this.#rpcs, rowsWritten, rowsOwed, feedPushes: sale?.feed.pushes ?? 0, ...counted };
  }

  async reset(): Promise<void> {
    this.#rpcs++;
    const sale = this.#sale;
    if (sale === undefined) return;
    this.#orAbort(() => {
      sale.inventory.stop();
      sale.room.stop();
      this.#storage.reset(sale.inventory.config);
      this.#sale = this.#load(sale.inventory.config);
    });
  }

  /** Never awaits the network and never throws: what the platform retries is only an object that was aborted. */
  override async alarm(): Promise<void> {
    this.#clock.fired();
    const sale = this.#sale;
    if (sale !== undefined) this.#orAbort(() => sale.inventory.tidy(Date.now()));
  }

  #load(config: EventConfig): Sale {
    const inventory: EventInventory = new EventInventory(config, this.#storage, this.#clock, this.#journal, (rows) => {
      for (const { booking } of rows) room.noteCommitted(booking);
      feed.changed();
    });
    const beacon = createDrandBeacon(this.env);
    const orAbort = (turn: () => void): void => this.#orAbort(turn);
    const room = new EventRoom(config, inventory.bookings, this.#storage, beacon, orAbort, Date.now());
    const feed = new LiveFeed({
      house: () => inventory.availability(Date.now()),
      push: (gate, frame) => this.env.GATE.getByName(gateName(config.eventId, gate)).push(frame),
      listeners: this.#storage.listeners(),
      saveListeners: (gates) => this.#storage.saveListeners(gates),
      nowMs: Date.now,
    });
    return { inventory, room, feed };
  }

  /** What needs no batch. Refusal: event_not_configured. */
  #ask<T>(question: (sale: Sale) => T): Result<T> {
    this.#rpcs++;
    const sale = this.#sale;
    return sale === undefined ? refuse("event_not_configured") : this.#orAbort(() => ok(question(sale)));
  }

  /** For turns that change memory before rows: when one fails, the memory is wrong and must not answer anybody again. */
  #orAbort<T>(turn: () => T): T {
    try {
      return turn();
    } catch (error) {
      logLine("error", "a turn failed, the object starts again from its rows", undefined, {
        cause: describeError(error),
      });
      this.ctx.abort("a turn failed");
      throw error;
    }
  }
}
