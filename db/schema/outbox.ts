import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { instant } from "./columns.ts";

/**
 * Domain events on their way to their steps (I7). Written in the transaction of what they tell; done when consumed, not
 * when sent. The id is made of what happened, so that telling it twice is one row.
 */
export const outbox = pgTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    message: jsonb("message").$type<OutboxMessage>().notNull(),
    requestId: text("request_id").notNull(),
    /** W3C Trace Context. */
    traceparent: text("traceparent").notNull(),
    /** How often it was claimed for publication. */
    attempt: integer("attempt").notNull().default(0),
    /** May be claimed from then on: now, or when the last claim's lease ends. */
    dueAt: instant("due_at").notNull().defaultNow(),
    createdAt: instant("created_at").notNull().defaultNow(),
    consumedAt: instant("consumed_at"),
    /** How often its step threw something that is no outage: a bug, or a message that cannot be. */
    failures: integer("failures").notNull().default(0),
    lastError: text("last_error"),
    /** Since then a dead letter: not sent again until somebody asks for it (`npm run dlq`). */
    deadAt: instant("dead_at"),
  },
  (table) => [
    check("outbox_attempt", sql`${table.attempt} >= 0`),
    index("outbox_due")
      .on(table.dueAt, table.id)
      .where(sql`${table.consumedAt} is null and ${table.deadAt} is null`),
    index("outbox_dead")
      .on(table.deadAt, table.id)
      .where(sql`${table.deadAt} is not null and ${table.consumedAt} is null`),
  ],
);
