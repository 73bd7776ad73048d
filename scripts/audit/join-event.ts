import type {
  BookingCopy,
  BookingRow,
  EventView,
  LedgerEntry,
  PaymentRow,
  RefundRow,
  StepRow,
  TicketRow,
  World,
} from "./world.ts";

/** The object forgets holds that ended about a day ago; what is younger it must know. */
const MAY_BE_FORGOTTEN_MS = 24 * 60 * 60_000;

export interface JoinedPayment extends PaymentRow {
  readonly entries: readonly LedgerEntry[];
  readonly refunds: readonly RefundRow[];
}

/** All that is written about one booking. */
export interface JoinedBooking {
  readonly id: string;
  readonly inObject: BookingCopy | undefined;
  readonly inPostgres: BookingRow | undefined;
  /** The booking on which both agree as to its version, or that the object has lawfully forgotten; else nothing follows from it. */
  readonly agreed: BookingCopy | undefined;
  /** Attempts, oldest first. */
  readonly payments: readonly JoinedPayment[];
  /** Tickets that are not void. */
  readonly tickets: readonly TicketRow[];
  /** Live outbox rows about it. */
  readonly steps: readonly StepRow[];
}

export interface JoinedEvent extends EventView {
  readonly atMs: number;
  readonly joined: readonly JoinedBooking[];
  /** Live outbox rows about the event itself. */
  readonly ownSteps: readonly StepRow[];
}

/** Puts together what belongs together, by ids alone. */
export function joinEvent(event: EventView, { atMs, steps }: World, ledger: LedgerIndex): JoinedEvent {
  const inObject = new Map(event.object.bookings.map((booking) => [booking.id, booking]));
  const inPostgres = new Map(event.bookings.map((booking) => [booking.id, booking]));
  const payments = Map.groupBy(joinPayments(event, ledger), ({ bookingId }) => bookingId);
  const live = event.tickets.filter(({ status }) => status !== "void");
  const tickets = Map.groupBy(live, ({ bookingId }) => bookingId);
  const ownSteps = steps.filter(({ eventId, isDead }) => eventId === event.id && !isDead);
  const bookingOf = new Map(event.payments.map(({ id, bookingId }) => [id, bookingId]));
  const stepsOf = Map.groupBy(ownSteps, (step) => step.bookingId ?? bookingOf.get(step.paymentId ?? ""));
  const ids = new Set([...inObject.keys(), ...inPostgres.keys(), ...payments.keys(), ...tickets.keys()]);
  const joined = [...ids].map((id) => {
    const [object, row] = [inObject.get(id), inPostgres.get(id)];
    return {
      id,
      inObject: object,
      inPostgres: row,
      agreed: agreedOn(object, row, atMs),
      payments: payments.get(id) ?? [],
      tickets: tickets.get(id) ?? [],
      steps: stepsOf.get(id) ?? [],
    };
  });
  return { ...event, atMs, joined, ownSteps };
}

function agreedOn(object: BookingCopy | undefined, row: BookingRow | undefined, atMs: number): BookingCopy | undefined {
  if (row === undefined) return undefined;
  if (object === undefined) return mayBeForgotten(row, atMs) ? row : undefined;
  return object.version === row.version ? object : undefined;
}

export function mayBeForgotten({ status, createdAtMs }: BookingCopy, atMs: number): boolean {
  return (status === "expired" || status === "cancelled") && atMs - createdAtMs > MAY_BE_FORGOTTEN_MS;
}

/** Entries by what names their payment: what we wrote beside the money, or the provider's id that we wrote down. */
export type LedgerIndex = ReadonlyMap<string, readonly LedgerEntry[]>;

export function indexLedger(ledger: readonly LedgerEntry[]): LedgerIndex {
  return Map.groupBy(ledger, ({ provider, id, paymentId }) => `${provider} ${paymentId ?? id}`);
}

function joinPayments(event: EventView, index: LedgerIndex): JoinedPayment[] {
  const refunds = Map.groupBy(event.refunds, ({ paymentId }) => paymentId);
  return event.payments
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((payment) => ({
      ...payment,
      entries: namesOf(payment).flatMap((name) => index.get(`${payment.provider} ${name}`) ?? []),
      refunds: refunds.get(payment.id) ?? [],
    }));
}

/** Its own id and the provider's, which are one where the provider takes ours. */
function namesOf({ id, intentId }: PaymentRow): readonly string[] {
  return intentId === null || intentId === id ? [id] : [id, intentId];
}
