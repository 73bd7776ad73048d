import type { EventId } from "../../../domain/contract/ids.ts";
import type { RememberedBooking } from "../crowd/memory.ts";
import type { BookRow } from "./books.ts";

const PAID = new Set<string | null>(["completed", "disputed"]);

/**
 * I3: everything that somebody was told by a success is what Postgres says once all is at rest. In words for people, one
 * for each answer that was not kept. Pure.
 *
 * @param cancelled events that were called off: whoever had paid for them got his money back
 */
export function judgeMemory(
  remembered: Iterable<RememberedBooking>,
  books: readonly BookRow[],
  cancelled: ReadonlySet<EventId>,
): string[] {
  const rowOf = new Map(books.map((row) => [row.id, row]));
  return [...remembered].flatMap((told) => {
    const row = rowOf.get(told.booking);
    if (row === undefined) return [`${told.booking} was acknowledged and is gone`];
    const faults = [...brokenTerms(told, row), ...brokenPayments(told, row), ...brokenEnd(told, row, cancelled)];
    return faults.map((fault) => `${told.booking} ${fault}`);
  });
}

function brokenTerms(told: RememberedBooking, row: BookRow): string[] {
  const faults: string[] = [];
  if (row.buyer !== told.buyer) faults.push(`was acknowledged to ${told.buyer} and belongs to ${row.buyer}`);
  if (row.event !== told.event) faults.push(`was acknowledged for ${told.event} and is for ${row.event}`);
  if (row.totalMinor !== told.totalMinor) faults.push(`was to cost ${told.totalMinor} and costs ${row.totalMinor}`);
  if (row.seatStatus !== "confirmed") return faults;
  const isSame = isSameSet(row.seats, told.seats);
  const isEqual = told.acceptsEqualSeats && row.seats.length === told.seats.length;
  if (!isSame && !isEqual) faults.push(`was acknowledged with ${list(told.seats)} and owns ${list(row.seats)}`);
  if (row.places !== told.places) faults.push(`was acknowledged with ${told.places} places and owns ${row.places}`);
  return faults;
}

function brokenPayments(told: RememberedBooking, row: BookRow): string[] {
  const payments = [...told.payments]
    .filter((payment) => !row.payments.includes(payment))
    .map((payment) => `had its payment ${payment} acknowledged, which is gone`);
  const refunds = told.refunds.flatMap(({ id, amountMinor }) => {
    const found = row.refunds.find((refund) => refund.id === id);
    if (found === undefined) return [`had its refund ${id} acknowledged, which is gone`];
    if (found.status !== "done") return [`had its refund ${id} acknowledged, which is ${found.status}`];
    return found.amountMinor === amountMinor ? [] : [`was to get ${amountMinor} back and got ${found.amountMinor}`];
  });
  return [...payments, ...refunds];
}

function brokenEnd(told: RememberedBooking, row: BookRow, cancelled: ReadonlySet<EventId>): string[] {
  const { seatStatus, paymentStatus, tickets } = row;
  const isSold = seatStatus === "confirmed" && PAID.has(paymentStatus);
  const stands = `is ${seatStatus} and its payment ${paymentStatus ?? "none"}`;
  if (told.wasToldEnded && (isSold || tickets.length > 0))
    return [`was given back by an acknowledged request, ${stands} with ${tickets.length} tickets`];
  if (!told.wasToldPaid) return [];
  if (isSold) {
    const seats = tickets.flatMap(({ seat }) => seat ?? []);
    const isFull = isSameSet(seats, row.seats) && tickets.length - seats.length === row.places;
    return isFull
      ? []
      : [`was told "paid" for ${list(row.seats)} and ${row.places} places, has ${tickets.length} tickets`];
  }
  const isGivenBack = seatStatus === "refunded" && paymentStatus === "refunded" && tickets.length === 0;
  const mayEnd = told.mayHaveEnded || cancelled.has(told.event);
  return isGivenBack && mayEnd ? [] : [`was told "paid", ${stands} with ${tickets.length} tickets`];
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return list(a) === list(b);
}

function list(seats: readonly string[]): string {
  return seats.length === 0 ? "no seats" : seats.toSorted().join(", ");
}
