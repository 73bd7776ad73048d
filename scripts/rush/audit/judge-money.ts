import type { LedgerRow } from "../../../local/stripe/ledger.ts";
import type { BookingRow, PaymentRow, TicketRow } from "./evidence.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I2: each payment of Postgres against the provider's ledger, the booking and its tickets; and the sums. */
export const judgeMoney: Judge = (_terms, _notes, { bookings, payments, tickets, ledger }) => {
  const faults: string[] = [];
  const bookingOf = new Map(bookings.map((booking) => [booking.id, booking]));
  const ticketsOf = Map.groupBy(tickets, ({ booking }) => booking);
  const ledgerOf = Map.groupBy(ledger, ({ client_reference_id }) => client_reference_id);
  for (const payment of payments) {
    const rows = ledgerOf.get(payment.id) ?? [];
    faults.push(...faultsOfMoney(payment, rows));
    if (payment.status === "completed")
      faults.push(...faultsOfSale(payment, bookingOf.get(payment.booking), ticketsOf.get(payment.booking) ?? []));
  }
  const known = new Set<string>(payments.map(({ id }) => id));
  for (const { client_reference_id, session } of ledger)
    if (!known.has(client_reference_id ?? "")) faults.push(`session ${session} belongs to no payment`);

  const kept = sum(ledger, (row) => row.captured_minor - row.refunded_minor);
  const completed = payments.filter(({ status }) => status === "completed");
  const booked = sum(completed, ({ amountMinor }) => amountMinor);
  const sold = sum(bookings, ({ status, totalMinor }) => (status === "confirmed" ? totalMinor : 0));
  if (kept !== booked) faults.push(`the provider keeps ${kept}, Postgres has taken ${booked}`);
  if (sold !== booked) faults.push(`confirmed bookings come to ${sold}, payments to ${booked}`);
  return verdict(
    "I2",
    payments.length,
    [
      `${count(payments.length, "payment")}: ${tally(payments)}`,
      `kept by the provider ${money(kept)}, taken in Postgres ${money(booked)}, confirmed bookings ${money(sold)}`,
      `${count(tickets.length, "valid ticket")} for ${count(completed.length, "completed payment")}`,
    ],
    faults,
  );
};

function faultsOfMoney({ id, status, amountMinor }: PaymentRow, rows: readonly LedgerRow[]): string[] {
  const authorised = sum(rows, (row) => row.authorised_minor);
  const captured = sum(rows, (row) => row.captured_minor);
  const voided = sum(rows, (row) => row.voided_minor);
  const refunded = sum(rows, (row) => row.refunded_minor);
  const seen = `authorised ${authorised}, captured ${captured}, voided ${voided}, refunded ${refunded} of ${amountMinor}`;
  const kept = captured - refunded;
  const open = authorised - captured - voided;
  switch (status) {
    case "pending":
    case "authorised":
      return [`payment ${id} has not ended: ${status}, ${seen}`];
    case "completed":
      return kept === amountMinor && refunded === 0 && open === 0 ? [] : [`payment ${id} is completed, but ${seen}`];
    case "failed":
    case "expired":
    case "voided":
    case "refunded":
      return kept === 0 && open === 0 ? [] : [`payment ${id} is ${status}, but ${seen}`];
  }
}

function faultsOfSale(
  { id, amountMinor }: PaymentRow,
  booking: BookingRow | undefined,
  tickets: readonly TicketRow[],
): string[] {
  if (booking === undefined) return [`payment ${id} is of no booking`];
  const faults: string[] = [];
  if (booking.status !== "confirmed")
    faults.push(`payment ${id} is completed, its booking ${booking.id} is ${booking.status}`);
  if (booking.totalMinor !== amountMinor) faults.push(`payment ${id} took ${amountMinor} for ${booking.totalMinor}`);
  const [seats, ticketed] = [booking.seats, tickets.map(({ seat }) => seat)].map((list) =>
    list.toSorted((a, b) => a - b).join(),
  );
  if (seats !== ticketed) faults.push(`booking ${booking.id} owns the seats ${seats}, its tickets are for ${ticketed}`);
  return faults;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function tally(payments: readonly PaymentRow[]): string {
  const counts = [...Map.groupBy(payments, ({ status }) => status)].map(([status, rows]) => `${rows.length} ${status}`);
  return counts.length === 0 ? "none" : counts.toSorted().join(", ");
}

function money(minor: number): string {
  return `€${(minor / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;
}
