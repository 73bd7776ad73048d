import type { EventId } from "../../../domain/contract/ids.ts";
import type { StackAddresses } from "../../../local/testing/stack.ts";
import { query } from "./query.ts";
import { readCounters, readHouse, readPendingWebhooks } from "./read-sale.ts";

const LOOK_EVERY_MS = 500;

/** What is still on its way; all 0 at rest. */
export interface OnItsWay {
  readonly outboxRows: number;
  readonly payments: number;
  readonly holds: number;
  readonly webhooks: number;
  readonly journal: number;
}

/**
 * Runs the Worker's cron and looks until nothing is on its way any more: no hold, no open payment, no outbox row, no
 * webhook, and the object's journal written. False when that is not so within `withinMs`.
 */
export async function settleSale(
  stack: StackAddresses,
  event: EventId,
  withinMs: number,
  onLook: (onItsWay: OnItsWay) => void,
): Promise<boolean> {
  const giveUpAtMs = Date.now() + withinMs;
  while (Date.now() < giveUpAtMs) {
    await (await fetch(stack.cronUrl, { method: "POST" })).body?.cancel();
    const onItsWay = await look(stack, event);
    onLook(onItsWay);
    if (Object.values(onItsWay).every((count) => count === 0)) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

async function look(stack: StackAddresses, event: EventId): Promise<OnItsWay> {
  const [{ seats }, { journalLag: journal }, webhooks, [rows]] = await Promise.all([
    readHouse(stack, event),
    readCounters(stack, event),
    readPendingWebhooks(stack),
    query<{ outbox: number; payments: number; holds: number }>(
      stack.databaseUrl,
      `select (select count(*)::int from outbox where consumed_at is null) as outbox,
         (select count(*)::int from payments where status in ('pending', 'authorised')) as payments,
         (select count(*)::int from bookings where seat_status in ('created', 'pending_payment')) as holds`,
    ),
  ]);
  const { outbox, payments, holds } = rows ?? { outbox: 0, payments: 0, holds: 0 };
  return { outboxRows: outbox, payments, holds: Math.max(holds, seats.selected + seats.reserved), webhooks, journal };
}
