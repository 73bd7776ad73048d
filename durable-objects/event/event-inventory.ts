import type {
  Availability,
  BookingSnapshot,
  BookingsPage,
  CommandAnswer,
  CommandBatch,
  EventConfig,
  LogPage,
  ObjectCounters,
  StateDigest,
} from "../../domain/contract/event-object.ts";
import type { BookingId, UserId } from "../../domain/contract/ids.ts";
import { applyBooking, forgetBooking } from "../../domain/inventory/apply.ts";
import { availability } from "../../domain/inventory/availability.ts";
import { asOf, type Booking } from "../../domain/inventory/booking.ts";
import { bookingsPage } from "../../domain/inventory/bookings-page.ts";
import { nextDeadlineMs } from "../../domain/inventory/expire.ts";
import { reconfigure } from "../../domain/inventory/replay.ts";
import { nextRetirementMs, retired } from "../../domain/inventory/retire.ts";
import { snapshotOf } from "../../domain/inventory/snapshot-of.ts";
import { hashSteps } from "../../domain/inventory/state-hash.ts";
import { createState, type InventoryState } from "../../domain/inventory/state.ts";
import { withoutPass } from "../../domain/inventory/without-pass.ts";
import type { Journal } from "../../domain/ports/bookings.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import type { AlarmClock } from "./alarm-clock.ts";
import { JournalDrain } from "./journal-drain.ts";
import type { BookingRow, EventStorage, JournalPosition } from "./storage.ts";
import { Turn, type Doorkeeper } from "./turn.ts";

/** Ended holds that one turn tidies: more wait for the next turn, and are sellable meanwhile all the same (I6). */
const MAX_EXPIRED_PER_TURN = 500;
const MAX_FORGOTTEN_PER_ALARM = 500;
/** Alarms are billed rows: deadlines of the same half second share one. Seats show as free within 1 s (I6). */
const DEADLINE_GRID_MS = 500;
const RETIREMENT_GRID_MS = 10 * MINUTE_MS;
/** Changes between two rows of the journal's position. */
const POSITION_EVERY = 200;
/** A buyer's bookings that one answer lists, newest first. */
const MAX_LISTED = 100;

type InventoryCounters = Pick<
  ObjectCounters,
  "commands" | "batches" | "journalAttempts" | "journalFailures" | "journalLag"
>;

/** Told what a commit has changed, in the same synchronous turn. */
export type OnCommit = (rows: readonly BookingRow[], nowMs: number) => void;

/**
 * An event's inventory kept in storage. Methods that change something are synchronous, from decision to commit; when one
 * throws, memory and rows may differ and the object must be aborted.
 */
export class EventInventory {
  #state: InventoryState;
  readonly #storage: EventStorage;
  readonly #clock: AlarmClock;
  readonly #drain: JournalDrain;
  readonly #onCommit: OnCommit;
  /** As its row says. */
  #savedPosition: JournalPosition;
  #commands = 0;
  #batches = 0;

  /** Rebuilt from its rows. */
  constructor(
    config: EventConfig,
    storage: EventStorage,
    clock: AlarmClock,
    journal: Journal,
    onCommit: OnCommit = () => undefined,
  ) {
    this.#storage = storage;
    this.#onCommit = onCommit;
    this.#clock = clock;
    this.#state = createState(config);
    const position = storage.journalPosition();
    this.#savedPosition = position;
    const unsaved: { readonly id: BookingId; readonly seq: number }[] = [];
    for (const { booking, seq } of storage.bookings()) {
      applyBooking(this.#state, booking);
      if (seq > position.savedSeq) unsaved.push({ id: booking.id, seq });
    }
    // Forgotten bookings and configurations count in the version too.
    this.#state.version = storage.version();
    this.#drain = new JournalDrain({
      journal,
      position,
      savePosition: (next) => this.#savePosition(next),
      snapshot: (id) => this.#snapshot(id),
      onRest: () => this.#arm(Date.now()),
      nowMs: Date.now,
    });
    unsaved.sort((a, b) => a.seq - b.seq);
    for (const { id, seq } of unsaved) this.#drain.markChanged(id, seq);
  }

  /** Every booking, for who has to find out what a start has brought back. */
  get bookings(): Iterable<Booking> {
    return this.#state.bookings.values();
  }

  get config(): EventConfig {
    return this.#state.config;
  }

  /** After a start: goes on with what the last life left undone. */
  resume(nowMs: number): void {
    this.#drain.start();
    this.#arm(nowMs);
  }

  /** Before this inventory is replaced: nothing of it goes on. */
  stop(): void {
    this.#drain.stop();
  }

  /** `config` must have passed `findConfigFault`. */
  reconfigure(config: EventConfig): void {
    this.#state = reconfigure(this.#state, config);
    this.#storage.configure(config, this.#state.version);
  }

  /**
   * One answer per command, in order; what they change is one commit. A batch that changes nothing writes nothing. Without a
   * doorkeeper everybody comes in.
   */
  execute({ commands, traces }: CommandBatch, nowMs: number, doorkeeper?: Doorkeeper): readonly CommandAnswer[] {
    this.#batches++;
    this.#commands += commands.length;
    const turn = this.#turn(nowMs, doorkeeper);
    turn.expire(MAX_EXPIRED_PER_TURN);
    const answers = commands.map((command, i) =>
      turn.run(doorkeeper === undefined ? withoutPass(command) : command, traces[i]),
    );
    this.#commit(turn);
    this.#drain.start(traces[0]);
    this.#arm(nowMs);
    return answers;
  }

  /** What the alarm does: ends holds that are due, forgets what ended long ago, sees to the journal. */
  tidy(nowMs: number): void {
    const turn = this.#turn(nowMs);
    turn.expire(MAX_EXPIRED_PER_TURN);
    this.#commit(turn);
    this.#forget(nowMs);
    this.#drain.start();
    this.#arm(nowMs);
  }

  /** Refusal: booking_not_found. */
  booking(id: BookingId, nowMs: number): Result<BookingSnapshot> {
    const booking = this.#state.bookings.get(id);
    return booking === undefined ? refuse("booking_not_found") : ok(snapshotOf(this.config, asOf(booking, nowMs)));
  }

  /** The newest 100 that are remembered. */
  bookingsOf(buyer: UserId, nowMs: number): readonly BookingSnapshot[] {
    const { bookings, holdingOf, endedOf } = this.#state;
    const own = [...(holdingOf.get(buyer) ?? []), ...(endedOf.get(buyer) ?? [])].map((id) => bookings.get(id));
    return own
      .filter((booking) => booking !== undefined)
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
      .slice(0, MAX_LISTED)
      .map((booking) => snapshotOf(this.config, asOf(booking, nowMs)));
  }

  availability(nowMs: number): Availability {
    return availability(this.#state, nowMs);
  }

  bookingsPage(after: BookingId | null, limit: number): BookingsPage {
    return bookingsPage(this.#state, after, limit);
  }

  logPage(after: number, limit: number): LogPage {
    return this.#storage.logPage(after, limit);
  }

  /** Of this moment; others are answered while it is made. Throws when a booking is forgotten meanwhile. */
  async stateDigest(): Promise<StateDigest> {
    const { version } = this.#state;
    const lastEntry = this.#storage.lastEntry();
    const steps = hashSteps(this.#state);
    for (;;) {
      const step = steps.next();
      if (step.done) return { version, hash: step.value, lastEntry };
      await scheduler.wait(0);
    }
  }

  /** How many of these it remembers: they go to Postgres again. */
  saveAgain(ids: readonly BookingId[], nowMs: number): number {
    const known = ids.filter((id) => this.#state.bookings.has(id));
    for (const id of known) this.#drain.markAgain(id);
    this.#drain.start();
    this.#arm(nowMs);
    return known.length;
  }

  counters(): InventoryCounters {
    const { attempts: journalAttempts, failures: journalFailures, lag: journalLag } = this.#drain;
    return { commands: this.#commands, batches: this.#batches, journalAttempts, journalFailures, journalLag };
  }

  #turn(nowMs: number, doorkeeper?: Doorkeeper): Turn {
    return new Turn(this.#state, nowMs, (id) => this.#drain.seqOf(id), doorkeeper);
  }

  #commit(turn: Turn): void {
    const rows = turn.rows();
    if (rows.length === 0) return;
    this.#storage.commit({ rows, forgotten: [], entry: turn.entry(), version: this.#state.version });
    for (const { booking, seq } of rows) this.#drain.markChanged(booking.id, seq);
    this.#onCommit(rows, turn.nowMs);
  }

  #forget(nowMs: number): void {
    const isSaved = (id: BookingId): boolean => !this.#drain.isDirty(id);
    const ids = retired(this.#state, nowMs, MAX_FORGOTTEN_PER_ALARM, isSaved);
    if (ids.length === 0) return;
    for (const id of ids) forgetBooking(this.#state, id);
    const entry = { kind: "forget", ids } as const;
    this.#storage.commit({ rows: [], forgotten: ids, entry, version: this.#state.version });
  }

  /** A row only now and then while all goes well: what a start does not know of, it saves again, and Postgres has it. */
  #savePosition(next: JournalPosition): void {
    const saved = this.#savedPosition;
    const isQuiet = next.failures === 0 && saved.failures === 0;
    if (isQuiet && next.savedSeq - saved.savedSeq < POSITION_EVERY) return;
    this.#savedPosition = next;
    this.#storage.saveJournalPosition(next);
  }

  #snapshot(id: BookingId): BookingSnapshot | undefined {
    const booking = this.#state.bookings.get(id);
    return booking === undefined ? undefined : snapshotOf(this.config, booking);
  }

  #arm(nowMs: number): void {
    const deadlineMs = onGrid(nextDeadlineMs(this.#state), DEADLINE_GRID_MS);
    const retirementMs = onGrid(nextRetirementMs(this.#state), RETIREMENT_GRID_MS);
    // What is due to be forgotten but not in Postgres yet waits for the journal, which has its own time.
    const forgetMs = retirementMs <= nowMs && this.#drain.lag > 0 ? Infinity : retirementMs;
    this.#clock.arm(Math.min(deadlineMs, forgetMs, this.#drain.wakeAtMs(nowMs)));
  }
}

/** The next point of a grid at or after a time; Infinity for none. */
function onGrid(atMs: number | undefined, gridMs: number): number {
  return atMs === undefined ? Infinity : Math.ceil(atMs / gridMs) * gridMs;
}
