/**
 * The event's object: the only writer of one event's seats (I1, I8). A shell around the inventory core: it gives the time,
 * keeps what was decided, and answers.
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
  type CommandAnswer,
  type CommandBatch,
  type EventConfig,
  type EventObjectRpc,
  type ObjectCounters,
} from "../../domain/contract/event-object.ts";
import type { BookingId, UserId } from "../../domain/contract/ids.ts";
import { findConfigFault } from "../../domain/inventory/find-config-fault.ts";
import type { Journal } from "../../domain/ports/bookings.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { AlarmClock } from "./alarm-clock.ts";
import { EventInventory } from "./event-inventory.ts";
import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";
import { EventStorage } from "./storage.ts";

export interface EventObjectEnv {
  readonly DATABASE_URL: string;
  readonly NEON_LOCAL_PROXY?: string | undefined;
}

export class EventObject extends DurableObject<EventObjectEnv> implements EventObjectRpc {
  readonly #storage: EventStorage;
  readonly #clock: AlarmClock;
  readonly #journal: Journal;
  #inventory: EventInventory | undefined;
  #rpcs = 0;

  constructor(ctx: DurableObjectState, env: EventObjectEnv, journal: Journal = createJournal(env)) {
    super(ctx, env);
    this.#storage = new EventStorage(ctx.storage);
    this.#clock = new AlarmClock(ctx.storage);
    this.#journal = journal;
    const config = this.#storage.open();
    if (config === undefined) return;
    this.#inventory = this.#load(config);
    this.#inventory.resume(Date.now());
  }

  /** A newer configuration; an older or equal one changes nothing. Refusal: validation_failed {fault}. */
  async configure(config: EventConfig): Promise<Result<{ readonly version: number }>> {
    this.#rpcs++;
    const inventory = this.#inventory;
    if (inventory !== undefined && config.version <= inventory.config.version) {
      return ok({ version: inventory.config.version });
    }
    const fault = findConfigFault(config, inventory?.config);
    if (fault !== undefined) return refuse("validation_failed", { fault });
    this.#orAbort(() => {
      if (inventory !== undefined) return inventory.reconfigure(config);
      this.#storage.configure(config, 0);
      this.#inventory = this.#load(config);
    });
    return ok({ version: config.version });
  }

  async execute(batch: CommandBatch): Promise<Result<readonly CommandAnswer[]>> {
    this.#rpcs++;
    const inventory = this.#inventory;
    if (inventory === undefined) return refuse("event_not_configured");
    if (Math.abs(batch.contract - CONTRACT_VERSION) > 1) return refuse("unavailable", { contract: CONTRACT_VERSION });
    return this.#orAbort(() => ok(inventory.execute(batch, Date.now())));
  }

  async booking(id: BookingId): Promise<Result<BookingSnapshot>> {
    this.#rpcs++;
    return this.#inventory?.booking(id, Date.now()) ?? refuse("event_not_configured");
  }

  async bookingsOf(buyer: UserId): Promise<Result<readonly BookingSnapshot[]>> {
    this.#rpcs++;
    const bookings = this.#inventory?.bookingsOf(buyer, Date.now());
    return bookings === undefined ? refuse("event_not_configured") : ok(bookings);
  }

  async availability(): Promise<Result<Availability>> {
    this.#rpcs++;
    const house = this.#inventory?.availability(Date.now());
    return house === undefined ? refuse("event_not_configured") : ok(house);
  }

  async counters(): Promise<ObjectCounters> {
    const rowsWritten = this.#storage.rowsWritten + this.#clock.timesSet;
    const nothing = { commands: 0, batches: 0, journalAttempts: 0, journalFailures: 0, journalLag: 0 };
    return { rpcs: this.#rpcs, rowsWritten, ...(this.#inventory?.counters() ?? nothing) };
  }

  async reset(): Promise<void> {
    this.#rpcs++;
    const inventory = this.#inventory;
    if (inventory === undefined) return;
    this.#orAbort(() => {
      inventory.stop();
      this.#storage.reset(inventory.config);
      this.#inventory = this.#load(inventory.config);
    });
  }

  /** Never awaits the network and never throws: what the platform retries is only an object that was aborted. */
  override async alarm(): Promise<void> {
    this.#clock.fired();
    const inventory = this.#inventory;
    if (inventory !== undefined) this.#orAbort(() => inventory.tidy(Date.now()));
  }

  #load(config: EventConfig): EventInventory {
    return new EventInventory(config, this.#storage, this.#clock, this.#journal);
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
