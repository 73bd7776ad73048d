import type { EventId } from "../../../domain/contract/ids.ts";
import type { StackAddresses } from "../../../local/testing/stack.ts";
import { query } from "../../rush/audit/query.ts";

/** What Postgres and the stand-ins counted. */
export interface Figures {
  /** When tickets were written: the sale is acknowledged to the provider, and the mail owed. Ascending. */
  readonly soldAtMs: readonly number[];
  /** From a webhook's receipt to its tickets, with the time of the receipt. */
  readonly ticketDelays: readonly { readonly atMs: number; readonly tookMs: number }[];
  /** How bookings ended, by seats and by money. */
  readonly outcomes: readonly { readonly seats: string; readonly money: string | null; readonly bookings: number }[];
  /** Webhooks that were taken, and how many of them the Worker knew already. */
  readonly webhooks: number;
  readonly webhooksAgain: number;
  /** Messages given to QStash, as often as each was, and deliveries of steps that were done already. */
  readonly published: number;
  readonly deliveriesAgain: number;
}

const DELAYS = `select (extract(epoch from i.at) * 1000)::float8 as "atMs",
    (extract(epoch from min(t.created_at) - i.at) * 1000)::float8 as "tookMs"
  from (select m->>'paymentId' as payment, min(received_at) as at from inbox, jsonb_array_elements(payload) m
    where m->>'type' = 'payment.authorised' group by 1) i
  join payments p on p.id = i.payment
  join tickets t on t.booking_id = p.booking_id
  group by i.payment, i.at having min(t.created_at) >= i.at`;

const OUTCOMES = `select seat_status as seats, payment_status as money, count(*)::int as bookings
  from bookings where event_id = any($1) group by 1, 2 order by 3 desc`;

const SOLD = `select (extract(epoch from min(created_at)) * 1000)::float8 as "atMs" from tickets group by booking_id order by 1`;

const COUNTS = `select (select count(*)::int from outbox where consumed_at is not null) as consumed,
  (select coalesce(sum(attempt), 0)::int from outbox) as published`;

export async function readFigures(stack: StackAddresses, events: readonly EventId[]): Promise<Figures> {
  const { databaseUrl, variables } = stack;
  const [sold, ticketDelays, outcomes, [counts]] = await Promise.all([
    query<{ atMs: number }>(databaseUrl, SOLD),
    query<Figures["ticketDelays"][number]>(databaseUrl, DELAYS),
    query<Figures["outcomes"][number]>(databaseUrl, OUTCOMES, [events]),
    query<{ consumed: number; published: number }>(databaseUrl, COUNTS),
  ]);
  if (counts === undefined) throw new Error("a statement of counts has a row");
  const [qstash, ...providers] = await Promise.all([
    ask<{ acknowledged: number }>(`${variables.QSTASH_URL}/deliveries`, variables.QSTASH_TOKEN),
    ...[variables.STRIPE_API_URL, variables.GATEWAY_URL].map((url) => ask<WebhookCounts>(`${url}/_sim/webhooks`)),
  ]);
  return {
    soldAtMs: sold.map(({ atMs }) => atMs),
    ticketDelays,
    outcomes,
    webhooks: sumOf(providers, ({ acknowledged }) => acknowledged),
    webhooksAgain: sumOf(providers, ({ duplicates }) => duplicates),
    published: counts.published,
    // An answer that got lost was never counted: there were so many at least.
    deliveriesAgain: Math.max(0, qstash.acknowledged - counts.consumed),
  };
}

interface WebhookCounts {
  readonly acknowledged: number;
  readonly duplicates: number;
}

async function ask<T>(url: string, token?: string): Promise<T> {
  const answer = await fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  return (await answer.json()) as T;
}

function sumOf<T>(all: readonly T[], figure: (one: T) => number): number {
  return all.reduce((sum, one) => sum + figure(one), 0);
}
