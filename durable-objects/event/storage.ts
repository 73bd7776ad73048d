/**
 * The object's SQLite, and the only SQL of the object. A persisted shape: migrations only ever add (expand first, contract
 * in a later deploy), because objects of the old version run on for minutes. Row writes are billed, so nothing has a
 * secondary index and there is no row per seat.
 *
 *   schema_version  which migrations were done (PRAGMA user_version is not supported)
 *   settings        `config`: the event's configuration; `journal`: how far Postgres has followed; `checkpoint`: up to which
 *                   entry of the log `bookings` has everything; `room`: the waiting room; `feed`: gates that listen
 *   bookings        a row per booking (booking-row.ts); `seq`: the inventory's version when its content last changed
 *   command_log     a row per commit; `version`: the inventory's version after it
 *   passes          a row per tick that issued passes (domain/waiting-room/pass-batch.ts), by the first of their numbers
 *
 * A commit is one row: the log entry carries what its bookings became, so it alone is durable. Their own rows follow at a
 * checkpoint, each booking once however often it has changed since the last one: a booking that is opened, paid and confirmed
 * in the meantime is one row, not three. A start reads the rows, then the entries after the checkpoint.
 *
 * An object that was never configured has no tables: reading it writes nothing.
 */
import type { EventConfig, LogPage } from "../../domain/contract/event-object.ts";
import type { BookingId } from "../../domain/contract/ids.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import type { LogEntry } from "../../domain/inventory/replay.ts";
import type { PassBatch } from "../../domain/waiting-room/pass-batch.ts";
import type { SavedRoom } from "../../domain/waiting-room/saved-room.ts";
import { packBooking, unpackBooking } from "./booking-row.ts";
import { packLogEntry, unpackImages, unpackLogEntry } from "./command-log.ts";
import { readLogPage } from "./read-log-page.ts";

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE bookings (
     id TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL, answers TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE command_log (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL);`,
  // Entries of before have no images: the bookings' rows had everything.
  `CREATE TABLE passes (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
   INSERT INTO settings (name, value) SELECT 'checkpoint', json_object('log', max(id)) FROM command_log HAVING max(id) > 0;`,
];

const PAGE_SIZE = 128;
/** What the log may hold before a checkpoint: a start reads this much more, and a checkpoint stops the object for so long. */
const MAX_UNWRITTEN = 1_000;
const MAX_ENTRIES = 2_000;
const MAX_LOG_LENGTH = 4_000_000;
/** A value may have 2 MB. Longer texts are split, or go to the rows at once. */
const MAX_TEXT_LENGTH = 500_000;

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

/** A booking that the log has and its row has not, packed. */
interface Image {
  readonly seq: number;
  readonly body: string;
  readonly answers: string;
}

export class EventStorage {
  readonly #storage: DurableObjectStorage;
  readonly #unwritten = new Map<BookingId, Image>();
  /** Of the log since the checkpoint. */
  #entries = 0;
  /** Of the images in them, in characters. */
  #logLength = 0;
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
    const images = new Map<BookingId, Image>();
    let length = 0;
    for (const { booking, seq } of rows) {
      const packed = packBooking(booking);
      images.set(booking.id, { seq, ...packed });
      length += packed.body.length + packed.answers.length;
    }
    for (const [id, image] of images) this.#unwritten.set(id, image);
    // Only an entry of a batch can carry them.
    const fits = length <= MAX_TEXT_LENGTH && (entry.kind === "batch" || images.size === 0);
    this.#logLength += length;
    const isLong = this.#entries >= MAX_ENTRIES || this.#logLength >= MAX_LOG_LENGTH;
    const isCheckpoint = !fits || this.#unwritten.size >= MAX_UNWRITTEN || isLong;
    const append = (): void => this.#append(entry, version, fits ? textOf(images) : undefined);
    const gone = [...forgotten];
    // One statement is a transaction of its own.
    if (!isCheckpoint && gone.length === 0) return append();
    this.#storage.transactionSync(() => {
      for (const id of gone) this.#forget(id);
      append();
      if (isCheckpoint) this.#checkpoint();
    });
  }

  /** Bookings that the log has and their rows have not. */
  get unwritten(): number {
    return this.#unwritten.size;
  }

  /**
   * Every booking, by id, those of the log's end after the others. SQLite puts the rows of a page together, because 50,000 rows
   * one by one, parsed one by one, take twice as long: this stands between a crash and the first answer.
   */
  *bookings(): Generator<BookingRow> {
    this.#readLogEnd();
    const readAnswers = (id: BookingId): string => this.#answersOf(id);
    for (let lastId = ""; ;) {
      const [page] = this.#run(
        `SELECT max(id) AS lastId, '[' || group_concat('["' || id || '",' || seq || ',' || body || ']') || ']' AS rows
         FROM (SELECT id, seq, body FROM bookings WHERE id > ? ORDER BY id LIMIT ${PAGE_SIZE})`,
        lastId,
      );
      if (typeof page?.["lastId"] !== "string" || typeof page["rows"] !== "string") break;
      lastId = page["lastId"];
      // Bodies are `packBooking`'s JSON, ids and numbers need no escaping.
      const rows = JSON.parse(page["rows"]) as readonly (readonly [BookingId, number, unknown])[];
      for (const [id, seq, body] of rows) {
        // A row that is newer than the log was written by a bundle that knows of no images.
        if ((this.#unwritten.get(id)?.seq ?? -1) < seq) this.#unwritten.delete(id);
        if (!this.#unwritten.has(id)) yield { booking: unpackBooking(id, body, readAnswers), seq };
      }
    }
    for (const [id, { seq, body }] of this.#unwritten)
      yield { booking: unpackBooking(id, JSON.parse(body), readAnswers), seq };
  }

  /** What the entries after the checkpoint say of bookings, into memory. */
  #readLogEnd(): void {
    this.#unwritten.clear();
    this.#entries = 0;
    this.#logLength = 0;
    const { log = 0 } = JSON.parse(this.#setting("checkpoint") ?? "{}") as { readonly log?: number };
    const rows = this.#storage.sql.exec("SELECT body FROM command_log WHERE id > ? ORDER BY id", log).raw<[string]>();
    for (const [text] of rows) {
      this.#entries++;
      this.#logLength += text.length;
      const { images, forgotten } = unpackImages(text);
      for (const [id, seq, body, answers] of images) {
        this.#unwritten.set(id, { seq, body: JSON.stringify(body), answers: JSON.stringify(answers) });
      }
      for (const id of forgotten) this.#unwritten.delete(id);
    }
  }

  /** Inside a transaction, after the entry that it includes. */
  #checkpoint(): void {
    for (const text of textsOf(this.#unwritten)) {
      this.#run(
        `INSERT INTO bookings (id, seq, body, answers)
         SELECT value ->> 0, value ->> 1, value -> 2, value -> 3 FROM json_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, body = excluded.body, answers = excluded.answers`,
        text,
      );
    }
    this.#unwritten.clear();
    this.#entries = 0;
    this.#logLength = 0;
    const [last] = this.#run("SELECT max(id) AS log FROM command_log");
    this.#set("checkpoint", JSON.stringify({ log: last?.["log"] }));
  }

  #forget(id: BookingId): void {
    this.#unwritten.delete(id);
    this.#run("DELETE FROM bookings WHERE id = ?", id);
  }

  #answersOf(id: BookingId): string {
    const image = this.#unwritten.get(id);
    if (image !== undefined) return image.answers;
    const answers = this.#run("SELECT answers FROM bookings WHERE id = ?", id)[0]?.["answers"];
    if (typeof answers !== "string") throw new Error(`the row of booking ${id} is gone`);
    return answers;
  }

  /** The inventory's version after the last commit. */
  version(): number {
    return Number(this.#run("SELECT version FROM command_log ORDER BY id DESC LIMIT 1")[0]?.["version"] ?? 0);
  }

  /** Number of the log's last entry. */
  lastEntry(): number {
    return Number(this.#run("SELECT max(id) AS id FROM command_log")[0]?.["id"] ?? 0);
  }

  /** A page of the log, for who replays it elsewhere. */
  logPage(after: number, limit: number): LogPage {
    return readLogPage(this.#storage.sql, after, limit);
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

  /** What a tick of the waiting room changes: passes issued, rows of passes that nobody needs any more, and the room itself. */
  commitTick(issued: PassBatch | undefined, over: readonly number[], room: SavedRoom | undefined): void {
    this.#storage.transactionSync(() => {
      if (issued !== undefined) {
        this.#run("INSERT INTO passes (number, body) VALUES (?, ?)", issued.first, JSON.stringify(issued));
      }
      if (over.length > 0) {
        this.#run("DELETE FROM passes WHERE number IN (SELECT value FROM json_each(?))", JSON.stringify(over));
      }
      if (room !== undefined) this.#set("room", JSON.stringify(room));
    });
  }

  /** In the order of their numbers. */
  passBatches(): readonly PassBatch[] {
    const rows = this.#storage.sql.exec("SELECT body FROM passes ORDER BY number").raw<[string]>();
    // Written by `commitTick` alone.
    return Array.from(rows, ([body]) => JSON.parse(body) as PassBatch);
  }

  savedRoom(): SavedRoom | undefined {
    const text = this.#setting("room");
    return text === undefined ? undefined : (JSON.parse(text) as SavedRoom);
  }

  /** Gates that listen to the live feed. */
  listeners(): readonly number[] {
    return JSON.parse(this.#setting("feed") ?? "[]") as readonly number[];
  }

  saveListeners(gates: readonly number[]): void {
    this.#set("feed", JSON.stringify(gates));
  }

  /** Forgets bookings, log, journal and waiting room; `config` stays. */
  reset(config: EventConfig): void {
    this.#storage.transactionSync(() => {
      this.#run("DELETE FROM bookings");
      this.#run("DELETE FROM command_log");
      this.#run("DELETE FROM passes");
      this.#run("DELETE FROM settings WHERE name IN ('journal', 'checkpoint', 'room')");
      this.#unwritten.clear();
      this.#entries = 0;
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

  #append(entry: LogEntry, version: number, images?: string): void {
    this.#entries++;
    this.#run("INSERT INTO command_log (version, body) VALUES (?, ?)", version, packLogEntry(entry, images));
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

/** `[[id, seq, body, answers], …]`, texts of JSON put together without being parsed. */
function textOf(images: Iterable<readonly [BookingId, Image]>): string {
  let text = "";
  for (const [id, { seq, body, answers }] of images)
    text += `${text === "" ? "" : ","}["${id}",${seq},${body},${answers}]`;
  return `[${text}]`;
}

/** The same in pieces that SQLite takes. */
function* textsOf(images: Iterable<readonly [BookingId, Image]>): Generator<string> {
  let piece: (readonly [BookingId, Image])[] = [];
  let length = 0;
  for (const each of images) {
    piece.push(each);
    length += each[1].body.length + each[1].answers.length;
    if (length < MAX_TEXT_LENGTH) continue;
    yield textOf(piece);
    piece = [];
    length = 0;
  }
  if (piece.length > 0) yield textOf(piece);
}
