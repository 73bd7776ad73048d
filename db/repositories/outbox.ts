import { and, asc, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Outbox, OutboxRow } from "../../domain/ports/outbox.ts";
import type { Database } from "../connect.ts";
import { outbox } from "../schema/outbox.ts";
import { consumeOutboxRow } from "./outbox-rows.ts";

/** A claimed row is due again after 30 s, then 1 min, 2 min, … 10 min. `attempt` is the number of claims before this one. */
const LEASE_END = sql`now() + least(30 * 2 ^ least(${outbox.attempt}, 5), 600) * interval '1 second'`;

export function createOutboxRepository(db: Database): Outbox {
  return {
    async claim(limit) {
      // A CTE that locks is never folded into the update, so the limit holds whatever plan Postgres chooses.
      const due = db.$with("due").as(
        db
          .select({ id: outbox.id })
          .from(outbox)
          .where(and(isNull(outbox.consumedAt), lte(outbox.dueAt, sql`now()`)))
          .orderBy(asc(outbox.dueAt), asc(outbox.id))
          .limit(limit)
          .for("update", { skipLocked: true }),
      );
      const rows = await db
        .with(due)
        .update(outbox)
        .set({ attempt: sql`${outbox.attempt} + 1`, dueAt: LEASE_END })
        .where(inArray(outbox.id, db.select({ id: due.id }).from(due)))
        .returning();
      return rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map(toOutboxRow);
    },

    async find(id) {
      const [row] = await db.select().from(outbox).where(eq(outbox.id, id));
      return row === undefined ? undefined : { ...toOutboxRow(row), consumed: row.consumedAt !== null };
    },

    async consume(id) {
      await consumeOutboxRow(db, id);
    },
  };
}

function toOutboxRow({ id, message, requestId, traceparent, attempt }: typeof outbox.$inferSelect): OutboxRow {
  return { id, message, trace: { requestId, traceparent }, attempt };
}
