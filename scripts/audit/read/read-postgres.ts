import { Client } from "pg";
import { z } from "zod";
import { CommandFailure } from "../../command-failure.ts";
import type { EventView, LostMessage, StepRow } from "../world.ts";
import * as rows from "./postgres-schemas.ts";
import * as sql from "./postgres-statements.ts";

/** Enough for a million bookings; a database that hangs must not hang the audit. */
const STATEMENT_TIMEOUT_MS = 120_000;

export interface PostgresView {
  readonly events: readonly (Omit<EventView, "object"> & { readonly createdAtMs: number })[];
  readonly steps: readonly StepRow[];
  readonly lostMessages: readonly LostMessage[];
}

type Rows = <T>(statement: string, schema: z.ZodType<T>, values?: unknown[]) => Promise<T[]>;

/** All that Postgres says of these events, as of one instant: one snapshot, which changes nothing. */
export async function readPostgres(databaseUrl: string, events: readonly string[]): Promise<PostgresView> {
  return inSnapshot(databaseUrl, async (read) => {
    const of = <T>(statement: string, schema: z.ZodType<T>): Promise<T[]> => read(statement, schema, [events]);
    const found = await of(sql.EVENTS, rows.eventRow);
    const bookings = byEvent(await of(sql.BOOKINGS, rows.bookingRow));
    const payments = byEvent(await of(sql.PAYMENTS, rows.paymentRow));
    const refunds = byEvent(await of(sql.REFUNDS, rows.refundRow));
    const tickets = byEvent(await of(sql.TICKETS, rows.ticketRow));
    return {
      events: found.map((event) => ({
        ...event,
        bookings: bookings.get(event.id) ?? [],
        payments: payments.get(event.id) ?? [],
        refunds: refunds.get(event.id) ?? [],
        tickets: tickets.get(event.id) ?? [],
      })),
      steps: await of(sql.STEPS, rows.stepRow),
      lostMessages: await of(sql.LOST_MESSAGES, rows.lostMessage),
    };
  });
}

/** Every event that there is. */
export async function readEventIds(databaseUrl: string): Promise<readonly string[]> {
  const found = await inSnapshot(databaseUrl, (read) => read(sql.EVENT_IDS, z.object({ id: z.string() })));
  return found.map(({ id }) => id);
}

async function inSnapshot<T>(databaseUrl: string, work: (read: Rows) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, statement_timeout: STATEMENT_TIMEOUT_MS });
  await client.connect().catch((error: unknown) => {
    throw new CommandFailure(`Postgres does not answer: ${error instanceof Error ? error.message : "no connection"}`);
  });
  try {
    await client.query("begin isolation level repeatable read read only");
    const answer = await work(async (statement, schema, values = []) => {
      const { rows } = await client.query<object>(statement, values);
      return z.array(schema).parse(rows);
    });
    await client.query("commit");
    return answer;
  } finally {
    await client.end();
  }
}

function byEvent<T extends { readonly eventId: string }>(rows: readonly T[]): Map<string, T[]> {
  return Map.groupBy(rows, ({ eventId }) => eventId);
}
