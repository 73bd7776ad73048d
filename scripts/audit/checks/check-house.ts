import type { JoinedEvent } from "../join-event.ts";
import { sum } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";
import type { BookingCopy, Counts } from "../world.ts";

type Holding = "selected" | "reserved" | "sold";

/** What a booking's seats count as; ended ones own nothing. */
const COUNTED_AS: Readonly<Partial<Record<BookingCopy["status"], Holding>>> = {
  created: "selected",
  pending_payment: "reserved",
  confirmed: "sold",
};

/** The object against itself and the plan: owners, capacities, counts, limits (I1, I6, I8). */
export function* checkHouse(event: JoinedEvent): Generator<Remark> {
  const owning = event.object.bookings.filter(({ status }) => COUNTED_AS[status] !== undefined);
  yield* checkOwners(event, owning);
  yield* checkAreas(event, owning);
  yield* checkSums(event);
  yield* checkCounts(event, owning);
  yield* checkLimits(event, owning);
  yield* checkDeadlines(event, owning);
}

function* checkOwners({ id: event }: JoinedEvent, owning: readonly BookingCopy[]): Generator<Remark> {
  const owners = new Map<number, string>();
  for (const { id, items } of owning) {
    for (const { seat } of items) {
      if (seat === null) continue;
      const other = owners.get(seat);
      if (other !== undefined) {
        const says = `seat ${seat} belongs to ${other} and to ${id}`;
        yield { code: "seat_owned_twice", event, subject: `seat ${seat}`, says };
      }
      owners.set(seat, id);
    }
  }
}

function* checkAreas({ id: event, areaCapacities }: JoinedEvent, owning: readonly BookingCopy[]): Generator<Remark> {
  const taken = new Map<number, number>();
  for (const { area, count } of owning.flatMap(({ items }) => items)) {
    if (area !== null) taken.set(area, (taken.get(area) ?? 0) + count);
  }
  for (const [area, places] of taken) {
    const capacity = areaCapacities[area] ?? 0;
    if (places <= capacity) continue;
    const says = `area ${area} has ${capacity} places, and bookings own ${places}`;
    yield { code: "area_over_capacity", event, subject: `area ${area}`, says };
  }
}

function* checkSums({ id: event, seatCount, areaCapacities, object: { counts } }: JoinedEvent): Generator<Remark> {
  const parts = [
    { subject: "seats", counts: counts.seats, capacity: seatCount },
    ...areaCapacities.map((capacity, area) => ({ subject: `area ${area}`, counts: counts.areas[area], capacity })),
  ];
  for (const { subject, counts: part, capacity } of parts) {
    const total = part === undefined ? 0 : part.free + part.selected + part.reserved + part.sold + part.blocked;
    if (total === capacity) continue;
    const says = `${subject}: the counts come to ${total}, the capacity is ${capacity}`;
    yield { code: "counts_do_not_add_up", event, subject, says };
  }
}

/** Only where counts and bookings were read at one version of the object: in between it may have done anything. */
function* checkCounts({ id: event, object, atMs }: JoinedEvent, owning: readonly BookingCopy[]): Generator<Remark> {
  const { counts, version } = object;
  if (counts.version !== version) return;
  // A hold that is just over counts as free, tidied or not.
  if (owning.some(({ deadlineMs }) => deadlineMs !== null && deadlineMs <= atMs)) return;
  yield* compareCounts(event, "seats", counts.seats, (status) => {
    const bookings = owning.filter((booking) => COUNTED_AS[booking.status] === status);
    return new Set(bookings.flatMap(({ items }) => items.flatMap(({ seat }) => seat ?? []))).size;
  });
  for (const [area, part] of counts.areas.entries()) {
    yield* compareCounts(event, `area ${area}`, part, (status) => {
      const bookings = owning.filter((booking) => COUNTED_AS[booking.status] === status);
      const items = bookings.flatMap((booking) => booking.items.filter((item) => item.area === area));
      return sum(items, ({ count }) => count);
    });
  }
}

function* compareCounts(
  event: string,
  subject: string,
  counts: Counts,
  ofBookings: (status: Holding) => number,
): Generator<Remark> {
  for (const status of ["selected", "reserved", "sold"] as const) {
    const owned = ofBookings(status);
    if (counts[status] === owned) continue;
    const says = `${subject}: ${counts[status]} are counted as ${status}, bookings own ${owned}`;
    yield { code: "counts_differ", event, subject: `${subject} ${status}`, says };
  }
}

function* checkLimits({ id: event, maxPerBuyer }: JoinedEvent, owning: readonly BookingCopy[]): Generator<Remark> {
  for (const [buyer, bookings] of Map.groupBy(owning, ({ buyerId }) => buyerId)) {
    const owned = sum(
      bookings.flatMap(({ items }) => items),
      ({ count }) => count,
    );
    if (owned <= maxPerBuyer) continue;
    const says = `${buyer} has ${owned} seats and places, the limit is ${maxPerBuyer}`;
    yield { code: "buyer_over_limit", event, subject: buyer, says };
  }
}

function* checkDeadlines({ id: event }: JoinedEvent, owning: readonly BookingCopy[]): Generator<Remark> {
  for (const { id, status, deadlineMs, createdAtMs } of owning) {
    if (deadlineMs === null) continue;
    const says = `${id} is ${status} until ${new Date(deadlineMs).toISOString()}`;
    yield { code: "hold_overdue", event, subject: id, says, sinceMs: createdAtMs, dueMs: deadlineMs };
  }
}
