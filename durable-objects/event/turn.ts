import type { Command, CommandAnswer, Trace } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import { applyBooking } from "../../domain/inventory/apply.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import { decide, type Admit, type Decision } from "../../domain/inventory/decide.ts";
import { expireDue } from "../../domain/inventory/expire.ts";
import type { LogEntry } from "../../domain/inventory/replay.ts";
import type { InventoryState } from "../../domain/inventory/state.ts";
import { refuse, type Refusal } from "../../domain/result.ts";
import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";
import type { BookingRow } from "./storage.ts";

/** The waiting room's part in a turn (I5). */
export interface Doorkeeper {
  /** Why a command is not let in; undefined: it may come. */
  admit(command: Command): Refusal | undefined;
  /** It has taken effect: its pass is its buyer's from now on, also for the next command of the same batch. */
  letIn(command: Command, booking: Booking): void;
}

/**
 * One synchronous turn of the object: what it changes is in memory at once, so that the next command of the batch sees it,
 * and must be committed before the turn ends. Nobody else runs meanwhile; if the commit fails, the memory is thrown away.
 */
export class Turn {
  readonly #state: InventoryState;
  readonly #nowMs: number;
  readonly #doorkeeper: Doorkeeper | undefined;
  readonly #admit: Admit | undefined;
  /** The `seq` that the row of an unchanged content has. */
  readonly #seqOf: (id: BookingId) => number;
  readonly #seqs = new Map<BookingId, number>();
  readonly #effective: Command[] = [];
  #expired = 0;

  constructor(state: InventoryState, nowMs: number, seqOf: (id: BookingId) => number, doorkeeper?: Doorkeeper) {
    this.#state = state;
    this.#nowMs = nowMs;
    this.#seqOf = seqOf;
    this.#doorkeeper = doorkeeper;
    this.#admit = doorkeeper && ((command) => doorkeeper.admit(command));
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Ends holds that are due, at most `limit`; how many. First in a turn, as a replay does it. */
  expire(limit: number): number {
    const expired = expireDue(this.#state, this.#nowMs, limit);
    for (const booking of expired) this.#apply(booking);
    this.#expired = expired.length;
    return expired.length;
  }

  /** A bug in deciding costs that command its answer, and nothing else. */
  run(command: Command, trace: Trace | undefined): CommandAnswer {
    let decision: Decision;
    try {
      decision = decide(this.#state, command, this.#nowMs, this.#admit);
    } catch (error) {
      logLine("error", "a command could not be decided", trace, { cause: describeError(error) });
      return { result: refuse("internal_error"), replayed: false };
    }
    for (const booking of decision.changes) this.#apply(booking);
    if (decision.changes.length > 0) {
      this.#effective.push(command);
      const booking = decision.changes.at(-1);
      if (booking !== undefined) this.#doorkeeper?.letIn(command, booking);
    }
    return decision.answer;
  }

  /** The bookings that changed, with their new `seq`, in its order. */
  rows(): readonly BookingRow[] {
    const rows: BookingRow[] = [];
    for (const [id, seq] of this.#seqs) {
      const booking = this.#state.bookings.get(id);
      if (booking !== undefined) rows.push({ booking, seq });
    }
    return rows;
  }

  entry(): LogEntry {
    return { kind: "batch", atMs: this.#nowMs, expired: this.#expired, commands: this.#effective };
  }

  #apply(booking: Booking): void {
    const { id } = booking;
    const versionBefore = this.#state.version;
    applyBooking(this.#state, booking);
    const { version } = this.#state;
    const seq = version > versionBefore ? version : (this.#seqs.get(id) ?? this.#seqOf(id));
    this.#seqs.delete(id);
    this.#seqs.set(id, seq);
  }
}
