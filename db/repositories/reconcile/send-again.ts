import { sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import { subjectOf } from "../../../domain/outbox/subject-of.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import { MINUTE_MS } from "../../../domain/time.ts";
import type { Database } from "../../connect.ts";
import { insertOutboxRows } from "../outbox-rows.ts";

/**
 * `Reconciler.sendAgain`. A new id, because the row of the first time may be consumed; of the minute, so that two sweeps at
 * once write one row.
 */
export async function sendAgain(db: Database, message: OutboxMessage, trace: Trace): Promise<boolean> {
  const id = `again:${message.type}:${subjectOf(message)}:${Math.floor(Date.now() / MINUTE_MS)}`;
  const isNobodyAtIt = sql`not exists (
    select from outbox where consumed_at is null and message = ${JSON.stringify(message)}::jsonb)`;
  const { rowCount } = await insertOutboxRows(db, [{ id, message }], trace, isNobodyAtIt);
  return rowCount > 0;
}
