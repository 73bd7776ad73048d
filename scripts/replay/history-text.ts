import { seatId, type EventId } from "../../domain/contract/ids.ts";
import { formatMoney } from "../../domain/money.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import { snapshotOf } from "../../domain/inventory/snapshot-of.ts";
import type { InventoryState } from "../../domain/inventory/state.ts";
import { alignColumns } from "./align-columns.ts";
import type { BookingHistory } from "./booking-history.ts";
import type { PlanLabels } from "./plan-labels.ts";
import type { SeatHistory } from "./seat-history.ts";
import { timeText } from "./time-text.ts";

const TAIL_LENGTH = 6;
const REFUSED = "  What was refused changed nothing, and is not in the log.";

/** What a seat went through, for people: a table, then the bookings that it names. */
export function seatText(
  { steps }: SeatHistory,
  seat: number,
  labels: PlanLabels,
  event: EventId,
  state: InventoryState,
): string[] {
  const title = `Seat ${labels.of(seat)}, ${seatId(event, seat)}`;
  if (steps.length === 0) return [title, "  Nothing has happened to it."];
  const rows = steps.map(({ atMs, what, booking, from, to }) => [
    atMs === null ? "with new terms" : timeText(atMs),
    what,
    booking === null ? "" : tail(booking.id),
    booking === null ? "" : tail(booking.buyerId),
    from,
    "→",
    to,
    untilText(booking?.deadlineMs ?? null),
  ]);
  const named = new Map(steps.flatMap(({ booking }) => (booking === null ? [] : [[booking.id, booking]])));
  return [
    title,
    "",
    ...alignColumns([["time (UTC)", "what", "booking", "buyer", "from", "", "to", "until"], ...rows]),
    "",
    ...alignColumns([...named.values()].map((last) => legend(state.bookings.get(last.id), last, state))),
    "",
    REFUSED,
  ];
}

/** What a booking went through. */
export function bookingText({ steps }: BookingHistory, labels: PlanLabels, state: InventoryState): string[] {
  const last = steps.at(-1)?.after;
  if (last === undefined) return ["The log knows no such booking: all that was asked of it was refused."];
  const rows = steps.map(({ atMs, what, before, after }) => [
    timeText(atMs),
    what,
    before?.status ?? "",
    "→",
    after.status,
    priceText(after, state),
    itemsText(after, labels, state),
    untilText(after.deadlineMs),
    after.paymentId === null ? "" : tail(after.paymentId),
  ]);
  const payments = new Set(steps.flatMap(({ after }) => (after.paymentId === null ? [] : [after.paymentId])));
  return [
    `Booking ${last.id} of ${last.buyerId}`,
    "",
    ...alignColumns([
      ["time (UTC)", "what", "from", "", "to", "total", "seats and places", "until", "payment"],
      ...rows,
    ]),
    "",
    ...alignColumns(Array.from(payments, (payment) => [tail(payment), payment])),
    "",
    REFUSED,
  ];
}

/** A booking that the object has forgotten since is told of as it was last. */
function legend(now: Booking | undefined, last: Booking, state: InventoryState): string[] {
  const { id, buyerId, status, paymentId } = now ?? last;
  const is = now === undefined ? `${status}, forgotten since` : status;
  const paid = paymentId === null ? "" : `, ${paymentId}`;
  return [tail(id), id, `of ${buyerId}`, `${is}${paid}`, priceText(now ?? last, state)];
}

function itemsText({ seats, places }: Booking, labels: PlanLabels, { config }: InventoryState): string {
  const named = seats.map(({ seat }) => labels.of(seat));
  const counted = places.map(({ area, count }) => `${count} × ${config.areas[area]?.name ?? `area ${area}`}`);
  return [...named, ...counted].join(", ");
}

function priceText(booking: Booking, { config }: InventoryState): string {
  const { totalMinor: amountMinor, currency } = snapshotOf(config, booking);
  return formatMoney({ amountMinor, currency });
}

function untilText(atMs: number | null): string {
  return atMs === null ? "" : timeText(atMs);
}

/** Ids differ at their end; whole they stand below the table. */
function tail(id: string): string {
  return `…${id.slice(-TAIL_LENGTH)}`;
}
