/**
 * All that Postgres knows of some bookings, in one statement and therefore of one moment: what a decision about seats and money
 * lies on. Numbers come as JSON, because 64 bits come as text otherwise.
 */
import { sql, type SQL } from "drizzle-orm";
import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";
import type { BookingCase } from "../../../domain/reconcile/booking-case.ts";
import type { Database } from "../../connect.ts";
import { waitingMessages } from "./waiting-messages.ts";

interface Row extends Record<string, unknown> {
  readonly seats: Omit<BookingSnapshot, "seats" | "places">;
  readonly items: readonly {
    readonly seat: number | null;
    readonly area: number | null;
    readonly count: number;
    readonly priceMinor: number;
  }[];
  readonly payments: BookingCase["payments"];
  readonly refunds: BookingCase["refunds"];
  readonly tickets: BookingCase["tickets"];
  readonly under_way: boolean;
  readonly dead_letters: readonly string[];
  readonly quiet_for_ms: number;
}

/** `condition` is about `bookings`. */
export async function bookingCases(db: Database, condition: SQL, limit: number): Promise<readonly BookingCase[]> {
  const { rows } = await db.execute<Row>(sql`
    with waiting as materialized (${waitingMessages})
    select
      jsonb_build_object('id', id, 'eventId', event_id, 'buyerId', buyer_id, 'status', seat_status,
        'totalMinor', seat_total_minor, 'currency', currency, 'deadlineMs', ${epochMs(sql`seat_deadline`)},
        'paymentId', seat_payment_id, 'createdAtMs', ${epochMs(sql`created_at`)}, 'version', seat_version) as seats,
      (${listOf(sql`'seat', seat, 'area', area, 'count', count, 'priceMinor', price_minor`, sql`position`)}
        from booking_items where booking_id = bookings.id) as items,
      (${listOf(
        sql`'id', id, 'provider', provider, 'status', status, 'hasSession', session_id is not null,
          'amountMinor', amount_minor, 'currency', currency`,
        sql`id`,
      )} from payments where booking_id = bookings.id) as payments,
      (${listOf(sql`'id', id, 'paymentId', payment_id, 'endsBooking', ends_booking, 'status', status`, sql`id`)}
        from refunds where booking_id = bookings.id) as refunds,
      (${listOf(sql`'seat', seat, 'area', area, 'status', status`, sql`id`)}
        from tickets where booking_id = bookings.id and status <> 'void') as tickets,
      exists (select from waiting where booking_id = bookings.id and not is_dead) as under_way,
      (select coalesce(jsonb_agg(outbox_id), '[]') from waiting where booking_id = bookings.id and is_dead) as dead_letters,
      to_jsonb(${epochMs(sql`now()`)} - ${epochMs(sql`greatest(
        created_at,
        (select max(heard_at) from payments where booking_id = bookings.id),
        (select max(coalesce(ended_at, created_at)) from refunds where booking_id = bookings.id)
      )`)}) as quiet_for_ms
    from bookings where ${condition}
    order by id limit ${limit}`);
  return rows.map(toCase);
}

function listOf(members: SQL, order: SQL): SQL {
  return sql`select coalesce(jsonb_agg(jsonb_build_object(${members}) order by ${order}), '[]')`;
}

function epochMs(instant: SQL): SQL {
  return sql`round(extract(epoch from ${instant}) * 1000)::bigint`;
}

function toCase({ seats, items, payments, refunds, tickets, under_way, dead_letters, quiet_for_ms }: Row): BookingCase {
  return {
    seats: {
      ...seats,
      seats: items.flatMap(({ seat, priceMinor }) => (seat === null ? [] : [{ seat, priceMinor }])),
      places: items.flatMap(({ area, count, priceMinor }) => (area === null ? [] : [{ area, count, priceMinor }])),
    },
    payments,
    refunds,
    tickets,
    isUnderWay: under_way,
    deadLetters: dead_letters,
    quietForMs: quiet_for_ms,
  };
}
