import type { DatabaseSync } from "node:sqlite";
import { WEBHOOK_SCHEMA, WebhookStore } from "../payments/webhook-store.ts";
import { inTransaction, openDatabase } from "../process/open-database.ts";

export type PaymentStatus = "NEW" | "CONFIRMED" | "FAILED" | "CANCELLED";

/** What a shop asks for, and is compared with when it asks again. */
export interface PaymentOrder {
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly email: string;
  readonly successUrl: string;
  readonly failUrl: string;
  readonly expiresAt: string;
}

export interface Payment extends PaymentOrder {
  readonly status: PaymentStatus;
  /** Money that comes delayed: when. */
  readonly payAtMs: number | null;
}

export interface Refund {
  readonly refundId: string;
  readonly amountMinor: number;
  readonly status: "DONE" | "REFUSED";
}

export interface LedgerEntry {
  readonly atMs: number;
  readonly kind: "captured" | "refunded";
  readonly amountMinor: number;
}

/**
 * The gateway's memory. The ledger is only ever appended to. Every effect and the webhook that tells of it are one
 * transaction. `due_ms`: when time changes the payment; null once nothing will.
 */
const SCHEMA = `
  create table if not exists payment (seq integer primary key, id text unique not null, body text not null, due_ms integer);
  create index if not exists payment_by_due on payment (due_ms) where due_ms is not null;
  create table if not exists refund (seq integer primary key, payment text not null, id text unique not null, amount integer not null, status text not null);
  create index if not exists refund_by_payment on refund (payment);
  create table if not exists ledger (seq integer primary key, payment text not null, at_ms integer not null, kind text not null, amount integer not null);
  create index if not exists ledger_by_payment on ledger (payment);
`;

export class GatewayStore {
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

  find(id: string): Payment | undefined {
    const row = this.#database.prepare("select body from payment where id = ?").get(id);
    return row === undefined ? undefined : (JSON.parse(String(row["body"])) as Payment);
  }

  /** Newest first. */
  list(): Payment[] {
    const rows = this.#database.prepare("select body from payment order by seq desc").all();
    return rows.map((row) => JSON.parse(String(row["body"])) as Payment);
  }

  /** Oldest first, after the payment of that id; null: from the beginning. */
  page(after: string | null, limit: number): Payment[] {
    const select = `select body from payment
      where seq > coalesce((select seq from payment where id = ?), 0) order by seq limit ?`;
    const rows = this.#database.prepare(select).all(after, limit);
    return rows.map((row) => JSON.parse(String(row["body"])) as Payment);
  }

  save(payment: Payment): void {
    const dueMs =
      payment.status === "NEW" ? Math.min(Date.parse(payment.expiresAt), payment.payAtMs ?? Infinity) : null;
    const upsert = `insert into payment (id, body, due_ms) values (?, ?, ?)
      on conflict (id) do update set body = excluded.body, due_ms = excluded.due_ms`;
    this.#database.prepare(upsert).run(payment.paymentId, JSON.stringify(payment), dueMs);
  }

  due(nowMs: number): Payment[] {
    const rows = this.#database.prepare("select body from payment where due_ms <= ? order by due_ms").all(nowMs);
    return rows.map((row) => JSON.parse(String(row["body"])) as Payment);
  }

  nextDueMs(): number | undefined {
    const due = this.#database.prepare("select min(due_ms) as due from payment").get()?.["due"];
    return typeof due === "number" ? due : undefined;
  }

  refund(id: string): (Refund & { readonly paymentId: string }) | undefined {
    const row = this.#database.prepare("select payment, id, amount, status from refund where id = ?").get(id);
    return row === undefined ? undefined : { ...refundOf(row), paymentId: String(row["payment"]) };
  }

  refundsOf(paymentId: string): Refund[] {
    const rows = this.#database
      .prepare("select id, amount, status from refund where payment = ? order by seq")
      .all(paymentId);
    return rows.map(refundOf);
  }

  addRefund(paymentId: string, { refundId, amountMinor, status }: Refund): void {
    const insert = "insert into refund (payment, id, amount, status) values (?, ?, ?, ?)";
    this.#database.prepare(insert).run(paymentId, refundId, amountMinor, status);
  }

  enter(paymentId: string, { atMs, kind, amountMinor }: LedgerEntry): void {
    const insert = "insert into ledger (payment, at_ms, kind, amount) values (?, ?, ?, ?)";
    this.#database.prepare(insert).run(paymentId, atMs, kind, amountMinor);
  }

  ledgerOf(paymentId: string): LedgerEntry[] {
    const rows = this.#database
      .prepare("select at_ms, kind, amount from ledger where payment = ? order by seq")
      .all(paymentId);
    return rows.map((row) => ({
      atMs: Number(row["at_ms"]),
      kind: row["kind"] as LedgerEntry["kind"],
      amountMinor: Number(row["amount"]),
    }));
  }
}

function refundOf(row: Record<string, unknown>): Refund {
  const status = row["status"] as Refund["status"];
  return { refundId: String(row["id"]), amountMinor: Number(row["amount"]), status };
}
