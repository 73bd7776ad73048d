import { and, asc, count, eq, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { FIRST_LEASE_MS, MAX_DOUBLINGS } from "../../domain/outbox/lease-ms.ts";
import { MAX_FAILURES } from "../../domain/outbox/max-failures.ts";
import type { Outbox } from "../../domain/ports/outbox.ts";
import type { Database } from "../connect.ts";
import { outbox } from "../schema/outbox.ts";
import { consumeOutboxRow, isDead, isLiving, toDeadLetter, toOutboxRow } from "./outbox-rows.ts";

/** `leaseMs` from now on; `attempt` is the number of claims before this one. */
const LEASE_END = sql`now() + ${FIRST_LEASE_MS} * 2 ^ least(${outbox.attempt}, ${MAX_DOUBLINGS}) * interval '1 millisecond'`;

/** Enough to find the place; a message of a page would only hide it. */
const ERROR_LENGTH_MAX = 500;

export function createOutboxRepository(db: Database): Outbox {
  return {
    async claim(limit) {
      // A CTE that locks is never folded into the update, so the limit holds whatever plan Postgres chooses.
      const due = db.$with("due").as(
        db
          .select({ id: outbox.id })
          .from(outbox)
          .where(and(isLiving, lte(outbox.dueAt, sql`now()`)))
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

    async fail(id, error) {
      const isLast = sql`${outbox.failures} + 1 >= ${MAX_FAILURES}`;
      const [row] = await db
        .update(outbox)
        .set({
          failures: sql`${outbox.failures} + 1`,
          lastError: error.slice(0, ERROR_LENGTH_MAX),
          deadAt: sql`case when ${isLast} then coalesce(${outbox.deadAt}, now()) end`,
        })
        .where(and(eq(outbox.id, id), isNull(outbox.consumedAt)))
        .returning({ deadAt: outbox.deadAt });
      return row !== undefined && row.deadAt !== null;
    },

    async deadLetters({ page, pageSize }) {
      const [rows, [counted]] = await db.batch([
        db
          .select()
          .from(outbox)
          .where(isDead)
          .orderBy(asc(outbox.deadAt), asc(outbox.id))
          .limit(pageSize)
          .offset((page - 1) * pageSize),
        db.select({ total: count() }).from(outbox).where(isDead),
      ]);
      return { items: rows.map(toDeadLetter), total: counted?.total ?? 0 };
    },

    async revive(id) {
      const revived = await db
        .update(outbox)
        .set({ failures: 0, lastError: null, deadAt: null, dueAt: sql`now()` })
        .where(and(eq(outbox.id, id), isNotNull(outbox.deadAt), isNull(outbox.consumedAt)))
        .returning({ id: outbox.id });
      return revived.length > 0;
    },

    async backlog() {
      const ageMs = sql<number>`coalesce(extract(epoch from now() - min(${outbox.createdAt})) * 1000, 0)::float8`;
      const published = sql<number>`count(*) filter (where ${outbox.attempt} > 0)::int`;
      const [[living], [dead]] = await db.batch([
        db.select({ depth: count(), lagMs: ageMs, underWay: published }).from(outbox).where(isLiving),
        db.select({ dead: count() }).from(outbox).where(isDead),
      ]);
      const { depth = 0, lagMs = 0, underWay = 0 } = living ?? {};
      return { depth, lagMs: Math.max(0, Math.round(lagMs)), underWay, dead: dead?.dead ?? 0 };
    },
  };
}
