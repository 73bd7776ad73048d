/**
 * How a booking's snapshot gets into Postgres, for the journal and for the opening of a payment: the `seat_*` columns and
 * the items, and only where the snapshot is newer. Repeats and late arrivals of older snapshots change nothing.
 */
import { sql } from "drizzle-orm";
import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { Database } from "../connect.ts";

/** Three statements, in this order, for one transaction. Afterwards the bookings' rows are locked until its end. */
export function saveBookings(db: Database, snapshots: readonly BookingSnapshot[]) {
  const newest = newestOfEach(snapshots);
  const bookings = JSON.stringify(newest.map(bookingRow));
  const items = JSON.stringify(newest.flatMap(itemRows));
  return [
    // In the order of ids, as every writer of several bookings takes its locks: no deadlocks.
    db.execute(sql`
      insert into bookings (id, event_id, buyer_id, currency, created_at,
        seat_version, seat_status, seat_total_minor, seat_deadline, seat_payment_id)
      select id, event_id, buyer_id, currency, created_at, version, status, total_minor, deadline, payment_id
      from jsonb_to_recordset(${bookings}::jsonb) as snapshot (id text, event_id text, buyer_id text, currency text,
        created_at timestamptz, version bigint, status text, total_minor bigint, deadline timestamptz, payment_id text)
      order by id
      on conflict (id) do update set
        seat_version = excluded.seat_version, seat_status = excluded.seat_status,
        seat_total_minor = excluded.seat_total_minor, seat_deadline = excluded.seat_deadline,
        seat_payment_id = excluded.seat_payment_id
      where bookings.seat_version <= excluded.seat_version`),
    db.execute(sql`
      delete from booking_items
      using jsonb_to_recordset(${bookings}::jsonb) as snapshot (id text, version bigint)
      join bookings on bookings.id = snapshot.id and bookings.seat_version = snapshot.version
      where booking_items.booking_id = bookings.id`),
    db.execute(sql`
      insert into booking_items (booking_id, position, seat, area, count, price_minor)
      select booking_id, position, seat, area, count, price_minor
      from jsonb_to_recordset(${items}::jsonb) as item (booking_id text, version bigint, position int,
        seat int, area int, count int, price_minor bigint)
      join bookings on bookings.id = item.booking_id and bookings.seat_version = item.version`),
  ] as const;
}

/** One statement cannot update a row twice. */
function newestOfEach(snapshots: readonly BookingSnapshot[]): readonly BookingSnapshot[] {
  const newest = new Map<string, BookingSnapshot>();
  for (const snapshot of snapshots) {
    const other = newest.get(snapshot.id);
    if (other === undefined || other.version < snapshot.version) newest.set(snapshot.id, snapshot);
  }
  return [...newest.values()];
}

function bookingRow(snapshot: BookingSnapshot) {
  return {
    id: snapshot.id,
    event_id: snapshot.eventId,
    buyer_id: snapshot.buyerId,
    currency: snapshot.currency,
    created_at: new Date(snapshot.createdAtMs),
    version: snapshot.version,
    status: snapshot.status,
    total_minor: snapshot.totalMinor,
    deadline: snapshot.deadlineMs === null ? null : new Date(snapshot.deadlineMs),
    payment_id: snapshot.paymentId,
  };
}

function itemRows({ id, version, seats, places }: BookingSnapshot) {
  const held = [
    ...seats.map(({ seat, priceMinor }) => ({ seat, area: null, count: 1, priceMinor })),
    ...places.map(({ area, count, priceMinor }) => ({ seat: null, area, count, priceMinor })),
  ];
  return held.map(({ priceMinor, ...item }, position) => ({
    ...item,
    booking_id: id,
    version,
    position,
    price_minor: priceMinor,
  }));
}
