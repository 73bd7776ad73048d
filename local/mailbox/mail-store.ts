import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { inTransaction, openDatabase } from "../process/open-database.ts";

export interface NewMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string | null;
  readonly text: string | null;
}

export interface StoredMail extends NewMail {
  readonly id: string;
  readonly createdAt: Date;
}

/** key_reused: this idempotency key has sent another mail. */
export type SendOutcome = { readonly kind: "accepted"; readonly id: string } | { readonly kind: "key_reused" };

/** `mail.body` is the mail as JSON; `idempotency_key` is unique, so that a key sends once however often it comes. */
const SCHEMA = `
  create table if not exists mail (seq integer primary key, id text unique not null, created_ms integer not null,
    idempotency_key text unique, body text not null);
  create table if not exists recipient (address text not null, seq integer not null, primary key (address, seq)) without rowid;
`;

export class MailStore {
  readonly #database: DatabaseSync;

  constructor(file: string | undefined) {
    this.#database = openDatabase(file, SCHEMA);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** The same key and mail again answers the first id, and sends nothing. */
  send(mail: NewMail, idempotencyKey: string | undefined, nowMs: number): SendOutcome {
    const body = JSON.stringify(mail);
    return inTransaction(this.#database, () => {
      const first = this.#database
        .prepare("select id, body from mail where idempotency_key = ?")
        .get(idempotencyKey ?? null);
      if (first !== undefined) {
        return first["body"] === body ? { kind: "accepted", id: String(first["id"]) } : { kind: "key_reused" };
      }
      const id = randomUUID();
      const insert = "insert into mail (id, created_ms, idempotency_key, body) values (?, ?, ?, ?)";
      const { lastInsertRowid: seq } = this.#database.prepare(insert).run(id, nowMs, idempotencyKey ?? null, body);
      const addRecipient = this.#database.prepare("insert or ignore into recipient (address, seq) values (?, ?)");
      for (const to of mail.to) addRecipient.run(bareAddress(to), seq);
      return { kind: "accepted", id };
    });
  }

  find(id: string): StoredMail | undefined {
    const row = this.#database.prepare("select id, created_ms, body from mail where id = ?").get(id);
    return row === undefined ? undefined : toMail(row);
  }

  /** Newest first; only those to one address when it is given. */
  list(to: string | undefined, limit: number): StoredMail[] {
    const all = "select id, created_ms, body from mail order by seq desc limit ?";
    const ofOne = `select id, created_ms, body from mail join recipient using (seq) where address = ? order by seq desc limit ?`;
    const rows =
      to === undefined
        ? this.#database.prepare(all).all(limit)
        : this.#database.prepare(ofOne).all(bareAddress(to), limit);
    return rows.map(toMail);
  }

  count(): number {
    return Number(this.#database.prepare("select count(*) as mails from mail").get()?.["mails"]);
  }
}

function toMail(row: Record<string, unknown>): StoredMail {
  const mail = JSON.parse(String(row["body"])) as NewMail;
  return { ...mail, id: String(row["id"]), createdAt: new Date(Number(row["created_ms"])) };
}

/** `Ada <Ada@example.com>` → `ada@example.com`. */
function bareAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
}
