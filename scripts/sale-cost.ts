/**
 * `npm run sale-cost`: what one sale costs, counted on a private stack: two seats held in one request, paid, ticketed and
 * mailed. Everything that a bill counts, nothing that a clock does.
 */
import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { seatId } from "../domain/contract/ids.ts";
import type { EventId } from "../domain/contract/ids.ts";
import type { ObjectCounters } from "../domain/contract/event-object.ts";
import { startTestStack, type StackAddresses } from "../local/testing/stack.ts";
import { runCommand } from "./command-failure.ts";
import { DEMO_EVENTS } from "./seed/demo-events.ts";
import { DEMO_PASSWORD, demoUser } from "./seed/demo-users.ts";

interface Cost {
  readonly rpcs: number;
  readonly commands: number;
  readonly rowsWritten: number;
  readonly statements: number;
  readonly batches: number;
  readonly messages: number;
}

const LABELS: Readonly<Record<keyof Cost, string>> = {
  rpcs: "RPCs to the event's object",
  commands: "commands decided there",
  rowsWritten: "rows written there (log, alarms, journal, and the booking's own at the next checkpoint)",
  statements: "Postgres statements",
  batches: "Postgres transactions of several statements, each one round trip",
  messages: "QStash messages",
};

const LONG_MS = 60 * 60_000;

await runCommand(async () => {
  const stack = await startTestStack({ cronEveryMs: LONG_MS });
  try {
    await countStatements(stack.addresses, () => stack.kill("postgres"));
    const event = DEMO_EVENTS.find(({ slug }) => slug === "hall")?.id;
    if (event === undefined) throw new Error("the demo has no hall");
    // The first sale configures the object and fills the isolate's caches: it is not counted.
    await sell(stack.addresses, event, 0);
    const before = await readCost(stack.addresses, event);
    await sell(stack.addresses, event, 2);
    const after = await readCost(stack.addresses, event);
    console.log("One sale of two seats, from the first request to the mail:");
    for (const [name, label] of Object.entries(LABELS)) {
      const key = name as keyof Cost;
      console.log(`${String(after[key] - before[key]).padStart(6)}  ${label}`);
    }
  } finally {
    await stack.stop();
  }
});

/** PostgreSQL counts its statements itself, once it was started with the library. */
async function countStatements({ databaseUrl }: StackAddresses, restart: () => Promise<void>): Promise<void> {
  await query(databaseUrl, "alter system set shared_preload_libraries = 'pg_stat_statements'");
  await restart();
  await query(databaseUrl, "create extension pg_stat_statements");
}

async function sell(
  { url, simulatorUrl, mailboxUrl }: StackAddresses,
  event: EventId,
  firstSeat: number,
): Promise<void> {
  const { email } = demoUser(1 + firstSeat);
  const call = async (method: string, path: string, body: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      body: JSON.stringify(body),
      headers: {
        authorization: `Basic ${btoa(`${email}:${DEMO_PASSWORD}`)}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  const seatIds = [firstSeat, firstSeat + 1].map((seat) => seatId(event, seat));
  const booking = await call("POST", "/bookings", { event_id: event, seat_ids: seatIds });
  const payment = await call("PATCH", "/bookings/initiatePayment", { booking_id: booking["id"] });
  const session = payment["payment_url"]?.split("/pay/")[1];
  await fetch(`${simulatorUrl}/_sim/sessions/${session}/pay`, { method: "POST" });
  await until(async () => {
    const answer = await fetch(`${mailboxUrl}/emails.json?to=${encodeURIComponent(email)}`);
    return ((await answer.json()) as { data: unknown[] }).data.length === 1;
  });
  // The journal gathers for a moment, and the last step marks its message consumed after the mail was sent.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

async function readCost({ url, databaseUrl }: StackAddresses, event: EventId): Promise<Cost> {
  const answer = await fetch(`${url}/api/internal/events/${event}/counters`);
  const { rpcs, commands, rowsWritten: written, rowsOwed } = (await answer.json()) as ObjectCounters;
  const rowsWritten = written + rowsOwed;
  const [counts] = await query(
    databaseUrl,
    `select (select sum(attempt)::int from outbox) as messages,
       sum(calls) filter (where query not in ('BEGIN', 'COMMIT'))::int as statements,
       coalesce(sum(calls) filter (where query = 'COMMIT'), 0)::int as batches
     from pg_stat_statements where query not like '%pg_stat_statements%'`,
  );
  const { messages = 0, statements = 0, batches = 0 } = counts ?? {};
  return { rpcs, commands, rowsWritten, statements, batches, messages };
}

async function query(databaseUrl: string, text: string): Promise<Record<string, number>[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, number>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the mail never came");
}
