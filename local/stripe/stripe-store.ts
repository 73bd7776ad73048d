import type { DatabaseSync } from "node:sqlite";
import { inTransaction, openDatabase } from "../process/open-database.ts";
import type { ObjectKind, StripeObject, StripeObjects } from "./stripe-objects.ts";

/** An answer kept under its idempotency key. */
export interface KeptAnswer {
  /** Method, path and body of the first request. */
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

/** A webhook that has not been taken yet; `attempt` counts the failures so far. */
export interface Delivery {
  readonly seq: number;
  readonly eventId: string;
  readonly attempt: number;
}

export type LedgerKind = "authorised" | "captured" | "voided" | "refunded";

export interface LedgerEntry {
  readonly atMs: number;
  readonly intentId: string;
  readonly kind: LedgerKind;
  readonly amountMinor: number;
}

/**
 * The simulator's memory. The ledger is only ever appended to; objects are replaced whole; a delivery's row is gone when
 * the webhook was answered with 2xx. Every effect and the webhooks that tell of it are one transaction.
 */
const SCHEMA = `
  create table if not exists object (seq integer primary key, id text unique not null, kind text not null, body text not null);
  create index if not exists object_by_kind on object (kind, seq);
  create table if not exists timer (session text primary key, due_ms integer not null);
  create index if not exists timer_by_due on timer (due_ms);
  create table if not exists kept_answer (key text primary key, request text not null, status integer not null, body text not null);
  create table if not exists delivery (seq integer primary key, event text not null, attempt integer not null, due_ms integer not null);
  create index if not exists delivery_by_due on delivery (due_ms);
  create table if not exists ledger (seq integer primary key, at_ms integer not null, intent text not null, kind text not null, amount integer not null);
  create index if not exists ledger_by_intent on ledger (intent);
`;

export class StripeStore {
  readonly #database: DatabaseSync;

  constructor(file: string | undefined) {
    this.#database = openDatabase(file, SCHEMA);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  transaction<T>(work: () => T): T {
    return inTransaction(this.#database, work);
  }

  find<K extends ObjectKind>(kind: K, id: string): StripeObjects[K] | undefined {
    const row = this.#database.prepare("select body from object where id = ? and kind = ?").get(id, kind);
    return row === undefined ? undefined : (JSON.parse(String(row["body"])) as StripeObjects[K]);
  }

  /** Of whatever kind: for `expand`. */
  findAny(id: string): StripeObject | undefined {
    const row = this.#database.prepare("select body from object where id = ?").get(id);
    return row === undefined ? undefined : (JSON.parse(String(row["body"])) as StripeObject);
  }

  save(object: StripeObject): void {
    const upsert =
      "insert into object (id, kind, body) values (?, ?, ?) on conflict (id) do update set body = excluded.body";
    this.#database.prepare(upsert).run(object.id, object.object, JSON.stringify(object));
  }

  /** Newest first, like every list of Stripe. */
  *list<K extends ObjectKind>(kind: K, startingAfter?: string): Generator<StripeObjects[K]> {
    const page = `select body from object where kind = ?
      and seq < coalesce((select seq from object where id = ?), 9e18) order by seq desc`;
    for (const row of this.#database.prepare(page).iterate(kind, startingAfter ?? null)) {
      yield JSON.parse(String(row["body"])) as StripeObjects[K];
    }
  }

  /** The session needs looking at then; one time per session. */
  setTimer(sessionId: string, dueMs: number): void {
    this.#database.prepare("insert or replace into timer (session, due_ms) values (?, ?)").run(sessionId, dueMs);
  }

  clearTimer(sessionId: string): void {
    this.#database.prepare("delete from timer where session = ?").run(sessionId);
  }

  sessionsDue(nowMs: number): string[] {
    const rows = this.#database.prepare("select session from timer where due_ms <= ? order by due_ms").all(nowMs);
    return rows.map((row) => String(row["session"]));
  }

  nextTimerMs(): number | undefined {
    const due = this.#database.prepare("select min(due_ms) as due from timer").get()?.["due"];
    return typeof due === "number" ? due : undefined;
  }

  /** When the next delivery that is not under way is due. */
  nextDeliveryMs(underWay: readonly number[]): number | undefined {
    const next = "select min(due_ms) as due from delivery where seq not in (select value from json_each(?))";
    const due = this.#database.prepare(next).get(JSON.stringify(underWay))?.["due"];
    return typeof due === "number" ? due : undefined;
  }

  keptAnswer(key: string): KeptAnswer | undefined {
    const row = this.#database.prepare("select request, status, body from kept_answer where key = ?").get(key);
    if (row === undefined) return undefined;
    return { request: String(row["request"]), status: Number(row["status"]), body: String(row["body"]) };
  }

  keepAnswer(key: string, { request, status, body }: KeptAnswer): void {
    const insert = "insert into kept_answer (key, request, status, body) values (?, ?, ?, ?)";
    this.#database.prepare(insert).run(key, request, status, body);
  }

  addDelivery(eventId: string, dueMs: number): void {
    this.#database.prepare("insert into delivery (event, attempt, due_ms) values (?, 0, ?)").run(eventId, dueMs);
  }

  deliveriesDue(nowMs: number, underWay: readonly number[], limit: number): Delivery[] {
    const due = `select seq, event, attempt from delivery where due_ms <= ?
      and seq not in (select value from json_each(?)) order by due_ms, seq limit ?`;
    const rows = this.#database.prepare(due).all(nowMs, JSON.stringify(underWay), limit);
    return rows.map((row) => ({
      seq: Number(row["seq"]),
      eventId: String(row["event"]),
      attempt: Number(row["attempt"]),
    }));
  }

  postponeDelivery(seq: number, dueMs: number): void {
    this.#database.prepare("update delivery set attempt = attempt + 1, due_ms = ? where seq = ?").run(dueMs, seq);
  }

  endDelivery(seq: number): void {
    this.#database.prepare("delete from delivery where seq = ?").run(seq);
  }

  pendingDeliveries(): number {
    return Number(this.#database.prepare("select count(*) as pending from delivery").get()?.["pending"]);
  }

  enter({ atMs, intentId, kind, amountMinor }: LedgerEntry): void {
    const insert = "insert into ledger (at_ms, intent, kind, amount) values (?, ?, ?, ?)";
    this.#database.prepare(insert).run(atMs, intentId, kind, amountMinor);
  }

  ledgerOf(intentId: string): LedgerEntry[] {
    const rows = this.#database
      .prepare("select at_ms, kind, amount from ledger where intent = ? order by seq")
      .all(intentId);
    return rows.map((row) => ({
      atMs: Number(row["at_ms"]),
      intentId,
      kind: row["kind"] as LedgerKind,
      amountMinor: Number(row["amount"]),
    }));
  }
}
