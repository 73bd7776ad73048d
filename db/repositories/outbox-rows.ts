import { and, eq, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import type { Trace } from "../../domain/contract/event-object.ts";
import type { DeadLetter, OutboxMessage, OutboxRow } from "../../domain/ports/outbox.ts";
import type { Database } from "../connect.ts";
import { outbox } from "../schema/outbox.ts";

/** Conditions of the two partial indexes, in their words: what is still to be consumed, and what was given up. */
export const isLiving = and(isNull(outbox.consumedAt), isNull(outbox.deadAt));
export const isDead = and(isNotNull(outbox.deadAt), isNull(outbox.consumedAt));

/** A row to write. The id is made of what happened, so that a repeat writes nothing. */
export interface NewOutboxRow {
  readonly id: string;
  readonly message: OutboxMessage;
}

/** Statement: inserts those rows that are not there, where the condition holds. */
export function insertOutboxRows(db: Database, rows: readonly NewOutboxRow[], trace: Trace, condition: SQL) {
  return db.execute(sql`
    insert into outbox (id, message, request_id, traceparent)
    select id, message, ${trace.requestId}, ${trace.traceparent}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id text, message jsonb)
    where ${condition}
    on conflict (id) do nothing`);
}

/** Statement: marks a row as done, once, where the condition holds. */
export function consumeOutboxRow(db: Database, id: string, condition?: SQL) {
  return db
    .update(outbox)
    .set({ consumedAt: sql`now()` })
    .where(and(eq(outbox.id, id), isNull(outbox.consumedAt), condition));
}

export function toOutboxRow({ id, message, requestId, traceparent, attempt }: typeof outbox.$inferSelect): OutboxRow {
  return { id, message, trace: { requestId, traceparent }, attempt };
}

/** Of a row that `isDead`. */
export function toDeadLetter({
  id,
  message,
  failures,
  lastError,
  createdAt,
  deadAt,
}: typeof outbox.$inferSelect): DeadLetter {
  if (deadAt === null) throw new Error(`outbox row ${id} is not dead`);
  return { id, message, failures, lastError, createdAt, deadAt };
}
