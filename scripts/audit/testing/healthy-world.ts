import type {
  BookingCopy,
  BookingStatus,
  EventView,
  Item,
  LedgerEntry,
  PaymentRow,
  RefundRow,
  StepRow,
  TicketRow,
  World,
} from "../world.ts";
import { AT_MS, CALLED_OFF, CONCERT, PRICE_MINOR, SOLD_AT_MS, type Attempt, type Story } from "./healthy-stories.ts";

type Changeable<T> = T extends readonly (infer Item)[]
  ? Changeable<Item>[]
  : T extends object
    ? { -readonly [Member in keyof T]: Changeable<T[Member]> }
    : T;

export type ChangeableWorld = Changeable<World>;
export type ChangeableEvent = Changeable<EventView>;

export const PATIENCE_MS = 300_000;
const CONCERT_ID = "evt_000000000000cone";

/** The healthy world, as a test changes it. */
export function healthyWorld(): { world: ChangeableWorld; concert: ChangeableEvent; calledOff: ChangeableEvent } {
  const ledger: Changeable<LedgerEntry>[] = [];
  const concert = eventOf(CONCERT_ID, CONCERT, ledger);
  const calledOff = eventOf("evt_000000000000c0ff", CALLED_OFF, ledger);
  Object.assign(calledOff, { cancelledAtMs: SOLD_AT_MS, cancellationDoneAtMs: SOLD_AT_MS + 60_000 });
  // The object forgets holds that ended more than a day ago; Postgres does not.
  const old = bookingOf(concert.id, "forgotten", { status: "expired", seats: [4] });
  concert.bookings.push({ ...old, createdAtMs: AT_MS - 48 * 3_600_000, paymentStatus: null });
  const steps: Changeable<StepRow>[] = [stepOf("refund.requested", concert.id, "refunding")];
  const world = { atMs: AT_MS, events: [concert, calledOff], steps, lostMessages: [], ledger, isWhole: true };
  return { world, concert, calledOff };
}

export function bookingId(event: string, name: string): string {
  return `bkg_${event.slice(4)}${name}`;
}

/** An outbox row about a booking, written just now. */
export function stepOf(type: string, eventId: string, name: string): Changeable<StepRow> {
  return {
    id: `${type}:${name}`,
    type,
    eventId,
    bookingId: bookingId(eventId, name),
    paymentId: null,
    createdAtMs: AT_MS - 5_000,
    isDead: false,
    lastError: null,
  };
}

/** 45 euros that a ledger keeps, said to be for a booking of the concert. */
export function moneyOf(members: Partial<LedgerEntry>): Changeable<LedgerEntry> {
  const entry = { provider: "stripe", id: "money", paymentId: null, bookingId: bookingId(CONCERT_ID, "paid") } as const;
  const sums = { heldMinor: 0, capturedMinor: PRICE_MINOR, refundedMinor: 0 };
  return { ...entry, ...sums, currency: "eur", dispute: null, movedAtMs: SOLD_AT_MS, ...members };
}

/** Counts as the bookings of the object have them. */
export function recount(event: ChangeableEvent): void {
  const of = (status: BookingStatus, items: (item: Item) => number): number =>
    event.object.bookings
      .filter((booking) => booking.status === status)
      .flatMap((booking) => booking.items)
      .reduce((total, item) => total + items(item), 0);
  const counts = (capacity: number, items: (item: Item) => number) => {
    const held = {
      selected: of("created", items),
      reserved: of("pending_payment", items),
      sold: of("confirmed", items),
    };
    return { free: capacity - held.selected - held.reserved - held.sold, ...held, blocked: 0 };
  };
  event.object.counts = {
    version: event.object.version ?? 0,
    seats: counts(event.seatCount, ({ seat }) => (seat === null ? 0 : 1)),
    areas: event.areaCapacities.map((capacity, area) => ({
      ...counts(capacity, (item) => (item.area === area ? item.count : 0)),
      capacity,
    })),
  };
}

function eventOf(id: string, stories: Readonly<Record<string, Story>>, ledger: LedgerEntry[]): ChangeableEvent {
  const event: ChangeableEvent = {
    id,
    name: "A concert",
    seatCount: 12,
    areaCapacities: [10],
    maxPerBuyer: 6,
    cancelledAtMs: null,
    cancellationDoneAtMs: null,
    object: { version: 99, bookings: [], counts: { version: 0, seats: NONE, areas: [] } },
    bookings: [],
    payments: [],
    refunds: [],
    tickets: [],
  };
  for (const [name, story] of Object.entries(stories)) {
    const booking = bookingOf(id, name, story);
    event.object.bookings.push(structuredClone(booking));
    event.bookings.push({ ...booking, paymentStatus: story.attempts?.at(-1)?.status ?? null });
    story.attempts?.forEach((attempt, number) => {
      const payment = paymentOf(booking, name, attempt, number);
      event.payments.push(payment);
      event.refunds.push(...refundsOf(payment, attempt));
      if (attempt.ledger !== undefined) ledger.push(entryOf(payment, attempt.ledger));
    });
    event.tickets.push(...ticketsOf(booking.id, story));
  }
  recount(event);
  return event;
}

const NONE = { free: 0, selected: 0, reserved: 0, sold: 0, blocked: 0 };

function itemsOf({ seats = [], places }: Story): Item[] {
  return [
    ...seats.map((seat) => ({ seat, area: null, count: 1, priceMinor: PRICE_MINOR })),
    ...(places === undefined ? [] : [{ seat: null, area: 0, ...places }]),
  ];
}

function bookingOf(event: string, name: string, story: Story): Changeable<BookingCopy> {
  const items = itemsOf(story);
  const isOver = ["expired", "cancelled", "refunded"].includes(story.status);
  const attempts = story.attempts?.length ?? 0;
  return {
    id: bookingId(event, name),
    buyerId: `usr_${name}`,
    status: story.status,
    items: isOver ? [] : items,
    totalMinor: items.reduce((total, { count, priceMinor }) => total + count * priceMinor, 0),
    currency: "eur",
    deadlineMs: story.deadlineMs ?? null,
    paymentId: attempts === 0 ? null : paymentId(name, attempts - 1),
    createdAtMs: SOLD_AT_MS,
    version: 3,
  };
}

export function paymentId(name: string, number = 0): string {
  return `pay_${name}${number}`;
}

function paymentOf(
  booking: BookingCopy,
  name: string,
  { status, provider = "stripe", refunds = [] }: Attempt,
  number: number,
): Changeable<PaymentRow> {
  const done = refunds.filter((refund) => refund.status === "done");
  return {
    id: paymentId(name, number),
    bookingId: booking.id,
    provider,
    amountMinor: booking.totalMinor,
    currency: "eur",
    status,
    intentId: null,
    refundedMinor: done.reduce((total, { amountMinor }) => total + amountMinor, 0),
    isFlagged: false,
    createdAtMs: SOLD_AT_MS,
    quietSinceMs: SOLD_AT_MS,
    trail: trailTo(status),
    isAnnounced: true,
  };
}

/** By way of `pending`, where every attempt begins. */
export function trailTo(status: PaymentRow["status"]): PaymentRow["trail"][number][] {
  const opened = { from: null, to: "pending" };
  return status === "pending" ? [opened] : [opened, { from: "pending", to: status }];
}

function refundsOf({ id, currency }: PaymentRow, { refunds = [] }: Attempt): RefundRow[] {
  return refunds.map((refund, number) => ({
    id: `rfd_${id.slice(4)}_${number}`,
    paymentId: id,
    currency,
    createdAtMs: AT_MS - 10_000,
    ...refund,
  }));
}

function entryOf(
  { id, bookingId, provider, currency }: PaymentRow,
  members: NonNullable<Attempt["ledger"]>,
): LedgerEntry {
  return {
    provider: provider === "gateway" ? "gateway" : "stripe",
    id: `money_${id.slice(4)}`,
    paymentId: id,
    bookingId,
    currency,
    heldMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    dispute: null,
    movedAtMs: SOLD_AT_MS,
    ...members,
  };
}

function ticketsOf(booking: string, story: Story): TicketRow[] {
  const { tickets: status } = story;
  if (status === undefined) return [];
  return itemsOf(story)
    .flatMap(({ seat, area, count }) => Array.from({ length: count }, () => ({ seat, area })))
    .map((place, number) => ({ id: `tkt_${booking.slice(4)}_${number}`, bookingId: booking, status, ...place }));
}
