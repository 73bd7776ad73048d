import type { BookingId, UserId } from "../../../domain/contract/ids.ts";
import type { StackAddresses } from "../../../local/testing/stack.ts";
import { auditDeployment } from "../../audit/audit-deployment.ts";
import type { Account } from "../fan/move.ts";
import type { RushEvent } from "../open-rush.ts";
import type { BookingRow, Evidence, PaymentRow, TicketRow } from "./evidence.ts";
import { query } from "./query.ts";
import { readDeadLetters, readHouse, readMails, readPendingWebhooks } from "./read-sale.ts";

const MAILBOX_LANES = 16;

/** Reads everything that is written about the sale, from outside: HTTP, Postgres, the provider's ledger, the mailbox. */
export async function collectEvidence(
  stack: StackAddresses,
  { id, layout }: RushEvent,
  accounts: readonly Account[],
  seen: Pick<Evidence, "mostActive" | "isAtRest">,
): Promise<Evidence> {
  const { databaseUrl } = stack;
  const bookings = await query<BookingRow>(
    databaseUrl,
    `select b.id, b.buyer_id as buyer, b.seat_status as status, b.seat_total_minor::int as "totalMinor",
       (extract(epoch from b.created_at) * 1000)::float8 as "createdAtMs",
       coalesce(array_agg(i.seat order by i.seat) filter (where i.seat is not null), '{}') as seats
     from bookings b left join booking_items i on i.booking_id = b.id where b.event_id = $1 group by b.id`,
    [id],
  );
  const [payments, tickets, [outbox], deadLetters, webhooksPending, house, audit, mails] = await Promise.all([
    query<PaymentRow>(
      databaseUrl,
      `select id, booking_id as booking, status, amount_minor::int as "amountMinor" from payments where event_id = $1`,
      [id],
    ),
    query<TicketRow>(
      databaseUrl,
      `select booking_id as booking, seat from tickets where event_id = $1 and status = 'valid'`,
      [id],
    ),
    query<{ rows: number }>(databaseUrl, "select count(*)::int as rows from outbox"),
    readDeadLetters(stack),
    readPendingWebhooks(stack),
    readHouseAtRest(stack, id),
    auditDeployment(stack.variables, { events: [id], patienceMs: 0 }),
    readMailsOf(stack, bookings, accounts),
  ]);
  const written = { bookings, payments, tickets, outboxRows: outbox?.rows ?? 0 };
  const capacity = layout.seats.guid.length;
  return { audit, capacity, house, ...written, deadLetters, webhooksPending, mails, ...seen };
}

/** Counts that are newer than the rest, not those that a cache has kept. */
async function readHouseAtRest(stack: StackAddresses, event: RushEvent["id"]): Promise<Evidence["house"]> {
  const restMs = Date.now();
  for (let look = 0; look < 40; look++) {
    const { at, seats } = await readHouse(stack, event);
    if (Date.parse(at) > restMs) return seats;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("the availability stays older than a second");
}

/** How many mails name each paid booking. */
async function readMailsOf(
  stack: StackAddresses,
  bookings: readonly BookingRow[],
  accounts: readonly Account[],
): Promise<ReadonlyMap<BookingId, number>> {
  const emailOf = new Map<UserId, string>(accounts.map(({ id, email }) => [id, email]));
  const paid = bookings.filter(({ status }) => status === "confirmed").values();
  const mails = new Map<BookingId, number>();
  const lane = async (): Promise<void> => {
    for (const { id, buyer } of paid) {
      const texts = await readMails(stack, emailOf.get(buyer) ?? "");
      mails.set(id, texts.filter((text) => text.includes(id)).length);
    }
  };
  await Promise.all(Array.from({ length: MAILBOX_LANES }, lane));
  return mails;
}
