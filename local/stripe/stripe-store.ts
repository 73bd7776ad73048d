import type { DatabaseSync } from "node:sqlite";
import { WEBHOOK_SCHEMA, WebhookStore } from "../payments/webhook-store.ts";
import { inTransaction, openDatabase } from "../process/open-database.ts";
import type { ObjectKind, StripeObject, StripeObjects } from "./stripe-objects.ts";

/** An answer kept under its idempotency key. */
export interface KeptAnswer {
  /** Method, path and body of the first request. */
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

/**
 * `refund_failed`: what was refunded came back from the bank. `disputed`: taken back by the buyer's bank; `reinstated`: and given
 * again, for the dispute was won.
 */
export type LedgerKind =
  | "authorised"
  | "captured"
  | "voided"
  | "refunded"
  | "refund_failed"
  | "disputed"
  | "reinstated";

export interface LedgerEntry {
  readonly atMs: number;
  readonly intentId: string;
  readonly kind: LedgerKind;
  readonly amountMinor: number;
}

/**
 * The simulator's memory. The ledger is only ever appended to; objects are replaced whole. Every effect and
 * the webhooks that tell of it are one transaction.
 */
const SCHEMA = `
  create table if not exists object (seq integer primary key, id text unique not null, kind text not null, body text not null);
  create index if not exists object_by_kind on object (kind, seq);
  create table if not exists timer (session text primary key, due_ms integer not null);
  create index if not exists timer_by_due on timer (due_ms);
  create table if not exists kept_answer (key text primary key, request text not null, status integer not null, body text not null);
  create table if not exists ledger (seq integer primary key, at_ms integer not null, intent text not null, kind text not null, amount integer not null);
  create index if not exists ledger_by_intent on ledger (intent);
`;

export class StripeStore {
  readonly webhooks: WebhookStore;
  readonly #database: DatabaseSync;

  constructor(file: string | undefined) {
    this.#database = openDatabase(file, SCHEMA + WEBHOOK_SCHEMA);
    this.webhooks = new WebhookStore(this.#database);
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

  keptAnswer(key: string): KeptAnswer | undefined {
    const row = this.#database.prepare("select request, status, body from kept_answer where key = ?").get(key);
    if (row === undefined) return undefined;
    return { request: String(row["request"]), status: Number(row["status"]), body: String(row["body"]) };
  }

  keepAnswer(key: string, { request, status, body }: KeptAnswer): void {
    const insert = "insert into kept_answer (key, request, status, body) values (?, ?, ?, ?)";
    this.#database.prepare(insert).run(key, request, status, body);
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
