import type { BookingId, PaymentId, RefundId } from "../../../domain/contract/ids.ts";
import { seatId, type EventId, type UserId } from "../../../domain/contract/ids.ts";
import { query } from "../../rush/audit/query.ts";

/** A booking as Postgres has it, with all that belongs to it. */
export interface BookRow {
  readonly id: BookingId;
  readonly buyer: UserId;
  readonly event: EventId;
  readonly seatStatus: string;
  readonly paymentStatus: string | null;
  readonly totalMinor: number;
  /** Public ids of what it owns; none once it has ended. */
  readonly seats: readonly string[];
  readonly places: number;
  readonly payments: readonly PaymentId[];
  /** Valid ones. */
  readonly tickets: readonly { readonly seat: string | null; readonly code: string }[];
  readonly refunds: readonly { readonly id: RefundId; readonly status: string; readonly amountMinor: number }[];
}

type Raw = Omit<BookRow, "seats" | "tickets"> & {
  readonly seats: readonly number[];
  readonly tickets: readonly { readonly seat: number | null; readonly code: string }[];
};

const STATEMENT = `select b.id, b.buyer_id as buyer, b.event_id as event, b.seat_status as "seatStatus",
    b.payment_status as "paymentStatus", b.seat_total_minor::float8 as "totalMinor",
    (select coalesce(json_agg(seat order by seat) filter (where seat is not null), '[]')
      from booking_items where booking_id = b.id) as seats,
    (select coalesce(sum(count) filter (where area is not null), 0)::int from booking_items where booking_id = b.id) as places,
    (select coalesce(json_agg(id), '[]') from payments where booking_id = b.id) as payments,
    (select coalesce(json_agg(json_build_object('seat', seat, 'code', code)) filter (where status = 'valid'), '[]')
      from tickets where booking_id = b.id) as tickets,
    (select coalesce(json_agg(json_build_object('id', id, 'status', status, 'amountMinor', amount_minor)), '[]')
      from refunds where booking_id = b.id) as refunds
  from bookings b where b.event_id = any($1)`;

export async function readBooks(databaseUrl: string, events: readonly EventId[]): Promise<readonly BookRow[]> {
  const rows = await query<Raw>(databaseUrl, STATEMENT, [events]);
  return rows.map((row) => ({
    ...row,
    seats: row.seats.map((seat) => seatId(row.event, seat)),
    tickets: row.tickets.map(({ seat, code }) => ({ seat: seat === null ? null : seatId(row.event, seat), code })),
  }));
}
