/**
 * The object's SQLite, and the only SQL of the object. A persisted shape: migrations only ever add (expand first, contract
 * in a later deploy), because objects of the old version run on for minutes. Row writes are billed, so nothing has a
 * secondary index and there is no row per seat.
 *
 *   schema_version  which migrations were done (PRAGMA user_version is not supported)
 *   settings        `config`: the event's configuration; `journal`: how far Postgres has followed
 *   bookings        a row per booking (booking-row.ts); `seq`: the inventory's version when its content last changed
 *   command_log     a row per commit; `version`: the inventory's version after it
 *
 * An object that was never configured has no tables: reading it writes nothing.
 */
import type { EventConfig } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import type { LogEntry } from "../../domain/inventory/replay.ts";
import { packBooking, unpackBooking } from "./booking-row.ts";
import { packLogEntry, unpackLogEntry } from "./command-log.ts";

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE bookings (
     id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL, answers TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE command_log (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL);`,
];

/** A value may have 2 MB; the body of a booking with MAX_ITEMS_PER_BUYER items stays below 16 kB. */
const PAGE_SIZE = 128;

export interface BookingRow {
  readonly booking: Booking;
  readonly seq: number;
}

/** One commit: rows, what to forget, and the entry that replays it. */
export interface Commit {
  readonly rows: Iterable<BookingRow>;
  readonly forgotten: Iterable<BookingId>;
  readonly entry: LogEntry;
  /** The inventory's version after it. */
  readonly version: number;
}

export interface JournalPosition {
  /** Changes up to this `seq` are in Postgres. */
  readonly savedSeq: number;
  /** Failed attempts since the last success. */
  readonly failures: number;
  /** Not before this time; null after a success. */
  readonly retryAtMs: number | null;
}

export class EventStorage {
  readonly #storage: DurableObjectStorage;
  #rowsWritten = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Since the object was started. */
  get rowsWritten(): number {
    return this.#rowsWritten;
  }

  /** The configuration, after the migrations that it lacks; undefined when there is none. */
  open(): EventConfig | undefined {
    const tables = this.#run("SELECT name FROM sqlite_master WHERE name = 'schema_version'");
    if (tables.length === 0) return undefined;
    this.#storage.transactionSync(() => this.#migrate());
    const text = this.#setting("config");
    // Written by `configure`, which had checked it.
    return text === undefined ? undefined : (JSON.parse(text) as EventConfig);
  }

  configure(config: EventConfig, version: number): void {
    this.#storage.transactionSync(() => {
      this.#run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
      this.#migrate();
      this.#set("config", JSON.stringify(config));
      this.#append({ kind: "configure", config }, version);
    });
  }

  commit({ rows, forgotten, entry, version }: Commit): void {
    this.#storage.transactionSync(() => {
      for (const { booking, seq } of rows) {
        const { body, answers } = packBooking(booking);
        this.#run(
          `INSERT INTO bookings (id, seq, body, answers) VALUES (?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, body = excluded.body, answers = excluded.answers`,
          booking.id,
          seq,
          body,
          answers,
        );
      }
      for (const id of forgotten) this.#run("DELETE FROM bookings WHERE id = ?", id);
      this.#append(entry, version);
    });
  }

  /**
   * Every booking, by id. SQLite puts the rows of a page together, because 50,000 rows one by one, parsed one by one, take
   * twice as long: this stands between a crash and the first answer.
   */
  *bookings(): Generator<BookingRow> {
    const readAnswers = (id: BookingId): string => this.#answersOf(id);
    for (let lastId = ""; ;) {
      const [page] = this.#run(
        `SELECT max(id) AS lastId, '[' || group_concat('["' || id || '",' || seq || ',' || body || ']') || ']' AS rows
         FROM (SELECT id, seq, body FROM bookings WHERE id > ? ORDER BY id LIMIT ${PAGE_SIZE})`,
        lastId,
      );
      if (typeof page?.["lastId"] !== "string" || typeof page["rows"] !== "string") return;
      lastId = page["lastId"];
      // Bodies are `packBooking`'s JSON, ids and numbers need no escaping.
      const rows = JSON.parse(page["rows"]) as readonly (readonly [BookingId, number, unknown])[];
      for (const [id, seq, body] of rows) yield { booking: unpackBooking(id, body, readAnswers), seq };
    }
  }

  #answersOf(id: BookingId): string {
    const answers = this.#run("SELECT answers FROM bookings WHERE id = ?", id)[0]?.["answers"];
    if (typeof answers !== "string") throw new Error(`the row of booking ${id} is gone`);
    return answers;
  }

  /** The inventory's version after the last commit. */
  version(): number {
    return Number(this.#run("SELECT version FROM command_log ORDER BY id DESC LIMIT 1")[0]?.["version"] ?? 0);
  }

  *log(): Generator<LogEntry> {
    const rows = this.#storage.sql.exec("SELECT body FROM command_log ORDER BY id").raw<[string]>();
    for (const [body] of rows) yield unpackLogEntry(body);
  }

  journalPosition(): JournalPosition {
    const text = this.#setting("journal");
    // Written by `saveJournalPosition` alone.
    return text === undefined ? { savedSeq: 0, failures: 0, retryAtMs: null } : (JSON.parse(text) as JournalPosition);
  }

  saveJournalPosition(position: JournalPosition): void {
    this.#set("journal", JSON.stringify(position));
  }

  /** Forgets bookings, log and journal; `config` stays. */
  reset(config: EventConfig): void {
    this.#storage.transactionSync(() => {
      this.#run("DELETE FROM bookings");
      this.#run("DELETE FROM command_log");
      this.#run("DELETE FROM settings WHERE name = 'journal'");
      this.#append({ kind: "configure", config }, 0);
    });
  }

  #migrate(): void {
    const done = Number(this.#run("SELECT max(version) AS version FROM schema_version")[0]?.["version"] ?? 0);
    for (const [index, sql] of MIGRATIONS.entries()) {
      if (index < done) continue;
      this.#run(sql);
      this.#run("INSERT INTO schema_version (version) VALUES (?)", index + 1);
    }
  }

  #append(entry: LogEntry, version: number): void {
    this.#run("INSERT INTO command_log (version, body) VALUES (?, ?)", version, packLogEntry(entry));
  }

  #setting(name: string): string | undefined {
    const value = this.#run("SELECT value FROM settings WHERE name = ?", name)[0]?.["value"];
    return typeof value === "string" ? value : undefined;
  }

  #set(name: string, value: string): void {
    this.#run(
      "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      name,
      value,
    );
  }

  #run(sql: string, ...values: readonly SqlStorageValue[]): readonly Record<string, SqlStorageValue>[] {
    const cursor = this.#storage.sql.exec(sql, ...values);
    const rows = cursor.toArray();
    this.#rowsWritten += cursor.rowsWritten;
    return rows;
  }
}
