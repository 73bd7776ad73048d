import type { DatabaseSync } from "node:sqlite";
import { inTransaction, openDatabase } from "../process/open-database.ts";
import type { DeadLetter, Message, NewMessage } from "./message.ts";

const SCHEMA = `
  create table if not exists messages (id text primary key, message text not null) without rowid;
  create table if not exists dead_letters (dlq_id text primary key, message text not null) without rowid;
  create table if not exists deduplications (id text primary key, message_id text not null, at_ms integer not null) without rowid;
  create table if not exists acknowledged (attempts integer not null);
  insert into acknowledged select 0 where not exists (select 1 from acknowledged);
`;
const DEDUPLICATION_WINDOW_MS = 10 * 60_000;

/**
 * What QStash promised to deliver, on disk before it is promised: an accepted message survives a SIGKILL, and one that was
 * being delivered is delivered again.
 */
export class MessageStore {
  readonly #database: DatabaseSync;

  constructor(file: string | undefined) {
    this.#database = openDatabase(file, SCHEMA);
  }

  /** Keeps new messages, in one commit. For each the id under which it goes out: an earlier one's for a duplicate. */
  accept(drafts: readonly NewMessage[]): { readonly id: string; readonly duplicate: boolean }[] {
    return inTransaction(this.#database, () => drafts.map((draft) => this.#accept(draft)));
  }

  #accept({ message, deduplicationId }: NewMessage): { readonly id: string; readonly duplicate: boolean } {
    if (deduplicationId !== undefined) {
      const earlier = this.#earlier(deduplicationId, message.createdAtMs);
      if (earlier !== undefined) return { id: earlier, duplicate: true };
      this.#database
        .prepare("insert or replace into deduplications values (?, ?, ?)")
        .run(deduplicationId, message.id, message.createdAtMs);
    }
    this.save(message);
    return { id: message.id, duplicate: false };
  }

  save(message: Message): void {
    this.#database.prepare("insert or replace into messages values (?, ?)").run(message.id, JSON.stringify(message));
  }

  remove(id: string): boolean {
    return this.#database.prepare("delete from messages where id = ?").run(id).changes > 0;
  }

  find(id: string): Message | undefined {
    const row = this.#database.prepare("select message from messages where id = ?").get(id);
    return row === undefined ? undefined : (JSON.parse(String(row["message"])) as Message);
  }

  all(): Message[] {
    const rows = this.#database.prepare("select message from messages").all();
    return rows.map((row) => JSON.parse(String(row["message"])) as Message);
  }

  transaction<T>(work: () => T): T {
    return inTransaction(this.#database, work);
  }

  /** Instead of the message. In a transaction. */
  bury(letter: DeadLetter): void {
    this.remove(letter.id);
    this.#database.prepare("insert into dead_letters values (?, ?)").run(letter.dlqId, JSON.stringify(letter));
  }

  /** So many more attempts were answered 2xx. */
  addAcknowledged(attempts: number): void {
    this.#database.prepare("update acknowledged set attempts = attempts + ?").run(attempts);
  }

  /** Attempts that were answered 2xx, ever: more than messages, where some came twice. */
  acknowledged(): number {
    return Number(this.#database.prepare("select attempts from acknowledged").get()?.["attempts"]);
  }

  deadLetters(): DeadLetter[] {
    const rows = this.#database.prepare("select message from dead_letters order by dlq_id").all();
    return rows.map((row) => JSON.parse(String(row["message"])) as DeadLetter);
  }

  removeDeadLetter(dlqId: string): boolean {
    return this.#database.prepare("delete from dead_letters where dlq_id = ?").run(dlqId).changes > 0;
  }

  close(): void {
    this.#database.close();
  }

  #earlier(deduplicationId: string, nowMs: number): string | undefined {
    this.#database.prepare("delete from deduplications where at_ms <= ?").run(nowMs - DEDUPLICATION_WINDOW_MS);
    const row = this.#database.prepare("select message_id from deduplications where id = ?").get(deduplicationId);
    return row === undefined ? undefined : String(row["message_id"]);
  }
}
