import { keptMinor, PAID, sum } from "./payment-groups.ts";
import type { BookingCopy, EventView, LedgerEntry, PaymentRow, World } from "./world.ts";

/** One line of the table: the same quantity by each source that knows it. */
export interface TallyLine {
  readonly what: string;
  /** Money, in minor units of it; null: a number of things. */
  readonly currency: string | null;
  readonly object: number | null;
  readonly postgres: number | null;
  readonly ledgers: number | null;
}

export type Tally = readonly TallyLine[];

/** How much was compared, by source. Money that is under way makes lines differ: what is wrong is said by findings alone. */
export function tallyWorld({ events, ledger }: World): Tally {
  const payments = events.flatMap((event) => event.payments);
  const entries = entriesOf(payments, ledger);
  const bookings = { object: all(events, ({ object }) => object.bookings), postgres: all(events, (e) => e.bookings) };
  const tickets = all(events, (event) => event.tickets).filter(({ status }) => status !== "void");
  const refunds = new Set(all(events, (event) => event.refunds).map(({ paymentId }) => paymentId));
  const givenBackBy = (payment: PaymentRow): number => {
    // What found no seats went back in full, and without a refund of ours.
    const isReturned = payment.status === "refunded" && !refunds.has(payment.id);
    return isReturned ? payment.amountMinor : payment.refundedMinor;
  };
  const keptBy = (payment: PaymentRow): number =>
    payment.status === "charged_back" ? 0 : takenBy(payment) - givenBackBy(payment);
  const currencies = new Set([...payments.map(({ currency }) => currency), ...entries.map(({ currency }) => currency)]);
  const line = (what: string, members: Partial<TallyLine>): TallyLine => ({
    what,
    currency: null,
    object: null,
    postgres: null,
    ledgers: null,
    ...members,
  });
  return [
    line("events", { object: events.length, postgres: events.length }),
    line("bookings", { object: bookings.object.length, postgres: bookings.postgres.length }),
    line("bookings sold", { object: sold(bookings.object).length, postgres: sold(bookings.postgres).length }),
    line("seats and places sold", { object: places(bookings.object), postgres: places(bookings.postgres) }),
    line("tickets not void", { postgres: tickets.length }),
    line("payments with money", {
      postgres: payments.filter((payment) => takenBy(payment) > 0).length,
      ledgers: entries.filter(({ capturedMinor }) => capturedMinor > 0).length,
    }),
    line("payments flagged for staff", { postgres: payments.filter(({ isFlagged }) => isFlagged).length }),
    ...[...currencies].toSorted().flatMap((currency) => {
      const ours = payments.filter((payment) => payment.currency === currency);
      const theirs = entries.filter((entry) => entry.currency === currency);
      const inObject = sold(bookings.object).filter((booking) => booking.currency === currency);
      return [
        line("captured", { currency, postgres: sum(ours, takenBy), ledgers: sum(theirs, (e) => e.capturedMinor) }),
        line("refunded", { currency, postgres: sum(ours, givenBackBy), ledgers: sum(theirs, (e) => e.refundedMinor) }),
        line("kept", { currency, postgres: sum(ours, keptBy), ledgers: sum(theirs, keptMinor) }),
        line("price of what is sold", {
          currency,
          object: sum(inObject, ({ totalMinor }) => totalMinor),
          postgres: sum(
            ours.filter(({ status }) => PAID.has(status)),
            ({ amountMinor }) => amountMinor,
          ),
        }),
      ];
    }),
  ];
}

function all<T>(events: readonly EventView[], of: (event: EventView) => readonly T[]): T[] {
  return events.flatMap((event) => of(event));
}

function sold<T extends BookingCopy>(bookings: readonly T[]): T[] {
  return bookings.filter(({ status }) => status === "confirmed");
}

function places(bookings: readonly BookingCopy[]): number {
  return sum(
    sold(bookings).flatMap(({ items }) => items),
    ({ count }) => count,
  );
}

/** Of payments that are looked at: a ledger is the whole account's. */
function entriesOf(payments: readonly PaymentRow[], ledger: readonly LedgerEntry[]): LedgerEntry[] {
  const ids = new Set(payments.map(({ id }) => id));
  const intents = new Set(payments.map(({ intentId }) => intentId));
  return ledger.filter(({ id, paymentId }) => (paymentId === null ? intents.has(id) : ids.has(paymentId)));
}

/** What a payment says that was taken for it. */
function takenBy({ status, amountMinor }: PaymentRow): number {
  return PAID.has(status) || status === "refunded" || status === "charged_back" ? amountMinor : 0;
}
