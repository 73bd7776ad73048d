/**
 * What survives a crash, as texts, so that nothing in it can be changed by who wrote it. Row by row as
 * durable-objects/event/storage.ts keeps it: the log's entries carry what their bookings became; the rows of bookings follow
 * at a checkpoint; a start reads the rows, then the entries after the checkpoint.
 */
import type { EventConfig } from "../../contract/event-object.ts";
import type { BookingId } from "../../contract/ids.ts";
import type { Booking } from "../../inventory/booking.ts";
import type { LogEntry } from "../../inventory/replay.ts";
import type { PassBatch } from "../../waiting-room/pass-batch.ts";
import type { SavedRoom } from "../../waiting-room/saved-room.ts";

export interface BookingRow {
  readonly booking: Booking;
  readonly seq: number;
}

export interface Commit {
  readonly rows: readonly BookingRow[];
  readonly forgotten: readonly BookingId[];
  readonly entry: LogEntry;
  readonly version: number;
}

interface StoredEntry {
  readonly entry: string;
  readonly images: string;
  readonly version: number;
}

/** Small, so that runs have many. */
const CHECKPOINT_EVERY = 9;

/** The process has died. */
export class Crash extends Error {}

export class EventStore {
  #config = "";
  #log: StoredEntry[] = [];
  readonly #bookings = new Map<BookingId, string>();
  #checkpoint = 0;
  readonly #passes = new Map<number, string>();
  #room: string | undefined;
  #savedSeq = 0;
  /** The next write does not happen. */
  failsNext = false;

  configure(config: EventConfig, version: number): void {
    this.#write(() => {
      this.#config = JSON.stringify(config);
      this.#append({ kind: "configure", config }, [], version);
    });
  }

  commit({ rows, forgotten, entry, version }: Commit): void {
    this.#write(() => {
      for (const id of forgotten) this.#bookings.delete(id);
      this.#append(entry, rows, version);
      if (this.#log.length - this.#checkpoint >= CHECKPOINT_EVERY) this.#writeBookings();
    });
  }

  commitTick(issued: PassBatch | undefined, over: readonly number[], room: SavedRoom | undefined): void {
    this.#write(() => {
      if (issued !== undefined) {
        if (this.#passes.has(issued.first)) throw new Error(`there is a row of passes from ${issued.first} on already`);
        this.#passes.set(issued.first, JSON.stringify(issued));
      }
      for (const first of over) this.#passes.delete(first);
      if (room !== undefined) this.#room = JSON.stringify(room);
    });
  }

  saveJournalPosition(savedSeq: number): void {
    this.#savedSeq = savedSeq;
  }

  config(): EventConfig {
    return JSON.parse(this.#config) as EventConfig;
  }

  bookings(): readonly BookingRow[] {
    return [...this.#newest().values()].map((text) => JSON.parse(text) as BookingRow);
  }

  log(): readonly LogEntry[] {
    return this.#log.map(({ entry }) => JSON.parse(entry) as LogEntry);
  }

  version(): number {
    return this.#log.at(-1)?.version ?? 0;
  }

  passBatches(): readonly PassBatch[] {
    const batches = [...this.#passes.values()].map((text) => JSON.parse(text) as PassBatch);
    return batches.toSorted((a, b) => a.first - b.first);
  }

  savedRoom(): SavedRoom | undefined {
    return this.#room === undefined ? undefined : (JSON.parse(this.#room) as SavedRoom);
  }

  savedSeq(): number {
    return this.#savedSeq;
  }

  #append(entry: LogEntry, images: readonly BookingRow[], version: number): void {
    this.#log.push({ entry: JSON.stringify(entry), images: JSON.stringify(images), version });
  }

  #newest(): Map<BookingId, string> {
    const newest = new Map(this.#bookings);
    for (const { entry, images } of this.#log.slice(this.#checkpoint)) {
      for (const row of JSON.parse(images) as readonly BookingRow[]) newest.set(row.booking.id, JSON.stringify(row));
      const logged = JSON.parse(entry) as LogEntry;
      if (logged.kind === "forget") for (const id of logged.ids) newest.delete(id);
    }
    return newest;
  }

  #writeBookings(): void {
    for (const [id, text] of this.#newest()) this.#bookings.set(id, text);
    this.#checkpoint = this.#log.length;
  }

  /** All of it or nothing. */
  #write(write: () => void): void {
    const isFailing = this.failsNext;
    this.failsNext = false;
    if (isFailing) throw new Crash("before the commit");
    write();
  }
}
