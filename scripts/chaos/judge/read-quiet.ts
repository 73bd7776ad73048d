import type { ObjectCounters } from "../../../domain/contract/event-object.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import type { StackAddresses } from "../../../local/testing/stack.ts";
import { query } from "../../rush/audit/query.ts";

/** What is still on its way; all 0 at rest. */
export interface OnItsWay {
  readonly holds: number;
  readonly payments: number;
  readonly refunds: number;
  readonly cancellations: number;
  readonly steps: number;
  readonly journal: number;
}

const STATEMENT = `select
  (select count(*)::int from bookings where seat_status in ('created', 'pending_payment')) as holds,
  (select count(*)::int from payments where status in ('pending', 'processing', 'authorised', 'refunding')) as payments,
  (select count(*)::int from refunds where status = 'requested') as refunds,
  (select count(*)::int from events where cancelled_at is not null and cancellation_done_at is null) as cancellations,
  (select count(*)::int from outbox where consumed_at is null) as steps`;

/** Dead letters count as steps: whoever has to be asked for is not at rest. Throws while a part does not answer. */
export async function readQuiet(stack: StackAddresses, events: readonly EventId[]): Promise<OnItsWay> {
  const [[rows], ...lags] = await Promise.all([
    query<Omit<OnItsWay, "journal">>(stack.databaseUrl, STATEMENT),
    ...events.map((event) => journalLag(stack, event)),
  ]);
  if (rows === undefined) throw new Error("a statement of counts has a row");
  return { ...rows, journal: lags.reduce((sum, lag) => sum + lag, 0) };
}

async function journalLag({ url }: StackAddresses, event: EventId): Promise<number> {
  const answer = await fetch(`${url}/api/internal/events/${event}/counters`);
  if (!answer.ok) throw new Error(`the counters of ${event} answered ${answer.status}`);
  return ((await answer.json()) as ObjectCounters).journalLag;
}
