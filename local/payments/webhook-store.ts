import type { DatabaseSync } from "node:sqlite";

/** A webhook that has not been taken yet; `attempt` counts the failures so far. */
export interface Delivery {
  readonly seq: number;
  readonly eventId: string;
  readonly attempt: number;
}

/** A row is gone when its webhook was answered with 2xx, and counted. */
export const WEBHOOK_SCHEMA = `
  create table if not exists delivery (seq integer primary key, event text not null, attempt integer not null, due_ms integer not null);
  create index if not exists delivery_by_due on delivery (due_ms);
  create table if not exists acknowledged (webhooks integer not null, duplicates integer not null);
  insert into acknowledged select 0, 0 where not exists (select 1 from acknowledged);
`;

/** The webhooks that a simulated provider owes, in its own database: they are written in the transaction of their cause. */
export class WebhookStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(eventId: string, dueMs: number): void {
    this.#database.prepare("insert into delivery (event, attempt, due_ms) values (?, 0, ?)").run(eventId, dueMs);
  }

  due(nowMs: number, underWay: readonly number[], limit: number): Delivery[] {
    const due = `select seq, event, attempt from delivery where due_ms <= ?
      and seq not in (select value from json_each(?)) order by due_ms, seq limit ?`;
    const rows = this.#database.prepare(due).all(nowMs, JSON.stringify(underWay), limit);
    return rows.map((row) => ({
      seq: Number(row["seq"]),
      eventId: String(row["event"]),
      attempt: Number(row["attempt"]),
    }));
  }

  /** When the next one that is not under way is due. */
  nextDueMs(underWay: readonly number[]): number | undefined {
    const next = "select min(due_ms) as due from delivery where seq not in (select value from json_each(?))";
    const due = this.#database.prepare(next).get(JSON.stringify(underWay))?.["due"];
    return typeof due === "number" ? due : undefined;
  }

  postpone(seq: number, dueMs: number): void {
    this.#database.prepare("update delivery set attempt = attempt + 1, due_ms = ? where seq = ?").run(dueMs, seq);
  }

  /** It was taken; `isDuplicate`: by somebody who knew it already. */
  acknowledge(seq: number, isDuplicate: boolean): void {
    this.giveUp(seq);
    const count = "update acknowledged set webhooks = webhooks + 1, duplicates = duplicates + ?";
    this.#database.prepare(count).run(isDuplicate ? 1 : 0);
  }

  giveUp(seq: number): void {
    this.#database.prepare("delete from delivery where seq = ?").run(seq);
  }

  /** How many are owed; how many were ever taken, more than events where some came twice; how many of those were known. */
  counts(): { readonly pending: number; readonly acknowledged: number; readonly duplicates: number } {
    const counts = "select (select count(*) from delivery) as pending, webhooks, duplicates from acknowledged";
    const row = this.#database.prepare(counts).get();
    return {
      pending: Number(row?.["pending"]),
      acknowledged: Number(row?.["webhooks"]),
      duplicates: Number(row?.["duplicates"]),
    };
  }
}
