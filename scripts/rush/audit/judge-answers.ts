import type { BookingRow } from "./evidence.ts";
import type { HeldNote } from "./notes.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I3: everything that a fan was told by a success is what Postgres says once the sale is at rest. */
export const judgeAnswers: Judge = (_terms, notes, { bookings, payments, tickets }) => {
  const faults: string[] = [];
  const bookingOf = new Map(bookings.map((booking) => [booking.id, booking]));
  const paymentOf = new Map(payments.map((payment) => [payment.id, payment]));
  const ticketsOf = Map.groupBy(tickets, ({ booking }) => booking);
  let paid = 0;
  for (const held of notes.held.values()) {
    faults.push(...faultsOfHold(held, bookingOf.get(held.booking)));
    if (held.paidAtMs === null) continue;
    paid++;
    const seats = (ticketsOf.get(held.booking) ?? []).map(({ seat }) => seat);
    if (!isSame(seats, held.seats))
      faults.push(`${held.booking} was told "paid" for ${list(held.seats)}, has tickets for ${list(seats)}`);
  }
  for (const { payment, booking } of notes.payments.values()) {
    if (paymentOf.get(payment)?.booking !== booking)
      faults.push(`payment ${payment} of ${booking} was acknowledged and is gone`);
  }
  return verdict(
    "I3",
    notes.held.size,
    [
      `${count(notes.held.size, "acknowledged hold")} found with their buyers`,
      `${count(notes.payments.size, "acknowledged payment")} found`,
      `${count(paid, 'answer "paid"', 'answers "paid"')}, each with tickets for the very seats`,
    ],
    faults,
  );
};

function faultsOfHold(held: HeldNote, row: BookingRow | undefined): string[] {
  const { booking, buyer, paidAtMs, releasedAtMs } = held;
  if (row === undefined) return [`${booking} was acknowledged and is gone`];
  const faults: string[] = [];
  if (row.buyer !== buyer) faults.push(`${booking} was acknowledged to ${buyer} and belongs to ${row.buyer}`);
  if (paidAtMs !== null && row.status !== "confirmed") faults.push(`${booking} was told "paid" and is ${row.status}`);
  if (paidAtMs === null && row.status === "confirmed" && !isSame(row.seats, held.seats))
    faults.push(`${booking} was acknowledged with ${list(held.seats)} and owns ${list(row.seats)}`);
  if (releasedAtMs !== null && row.status === "confirmed")
    faults.push(`${booking} was given back and is ${row.status}`);
  return faults;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return list(a) === list(b);
}

function list(seats: readonly number[]): string {
  return seats.length === 0 ? "none" : seats.toSorted((a, b) => a - b).join(", ");
}
