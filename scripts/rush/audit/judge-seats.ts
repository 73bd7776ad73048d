import type { BookingId } from "../../../domain/contract/ids.ts";
import type { HeldNote, Notes } from "./notes.ts";
import { count, verdict, type Judge } from "./verdict.ts";

const LIVE = new Set(["created", "pending_payment", "confirmed"]);

/** I1: the object's counts, Postgres' bookings and tickets, and what fans were told of each seat. */
export const judgeSeats: Judge = (_terms, notes, { capacity, house, bookings, tickets }) => {
  const { free, selected, reserved, sold, blocked } = house.seats;
  const faults: string[] = [];
  const total = free + selected + reserved + sold + blocked;
  if (total !== capacity) faults.push(`the counts add up to ${total}, the house has ${capacity} seats`);

  const live = bookings.filter(({ status }) => LIVE.has(status));
  faults.push(
    ...doubled(
      live.flatMap(({ id, seats }) => seats.map((seat) => [seat, id] as const)),
      "live bookings",
    ),
  );
  faults.push(
    ...doubled(
      tickets.map(({ seat, booking }) => [seat, booking] as const),
      "valid tickets",
    ),
  );

  const confirmed = bookings.filter(({ status }) => status === "confirmed").flatMap(({ seats }) => seats);
  faults.push(...differences(house.soldSeats, confirmed, "in the object", "in a confirmed booking"));
  faults.push(
    ...differences(
      house.soldSeats,
      tickets.map(({ seat }) => seat),
      "in the object",
      "on a ticket",
    ),
  );
  faults.push(...overlaps(notes));
  return verdict(
    "I1",
    notes.held.size,
    [
      `free ${free} + held ${selected} + reserved ${reserved} + sold ${sold} + blocked ${blocked} = ${total} of ${capacity}`,
      `sold in the object ${house.soldSeats.length}, in Postgres ${confirmed.length}, on tickets ${tickets.length}: the same seats`,
      `${count(notes.held.size, "acknowledged hold")}, no two of one seat at the same time`,
    ],
    faults,
  );
};

function doubled(items: readonly (readonly [seat: number, booking: BookingId])[], where: string): string[] {
  const owners = new Map<number, BookingId>();
  const faults: string[] = [];
  for (const [seat, booking] of items) {
    const other = owners.get(seat);
    if (other !== undefined) faults.push(`seat ${seat} is in two ${where}: ${other} and ${booking}`);
    owners.set(seat, booking);
  }
  return faults;
}

function differences(a: readonly number[], b: readonly number[], inA: string, inB: string): string[] {
  const [ofA, ofB] = [new Set(a), new Set(b)];
  return [
    ...a.filter((seat) => !ofB.has(seat)).map((seat) => `seat ${seat} is sold ${inA}, not ${inB}`),
    ...b.filter((seat) => !ofA.has(seat)).map((seat) => `seat ${seat} is sold ${inB}, not ${inA}`),
  ];
}

interface Span {
  readonly booking: BookingId;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Seats that two fans had been told to be theirs, at the same time. */
function overlaps({ held }: Notes): string[] {
  const ofSeat = new Map<number, Span[]>();
  for (const note of held.values()) {
    for (const seat of note.seats) {
      const spans = ofSeat.get(seat) ?? [];
      spans.push(...spansOf(note));
      ofSeat.set(seat, spans);
    }
  }
  const faults: string[] = [];
  for (const [seat, spans] of ofSeat) {
    spans.sort((a, b) => a.fromMs - b.fromMs);
    let last: Span | undefined;
    for (const span of spans) {
      if (last !== undefined && last.booking !== span.booking && span.fromMs < last.toMs)
        faults.push(
          `seat ${seat} was held by ${last.booking} and by ${span.booking} at ${new Date(span.fromMs).toISOString()}`,
        );
      if (last === undefined || span.toMs > last.toMs) last = span;
    }
  }
  return faults;
}

/** While the seats were surely his: from the answer to the deadline or his giving them back; and from being told "paid" on. */
function spansOf({ booking, atMs, deadlineMs, releasedAtMs, paidAtMs }: HeldNote): Span[] {
  const held = { booking, fromMs: atMs, toMs: Math.min(deadlineMs, releasedAtMs ?? Infinity) };
  return paidAtMs === null ? [held] : [held, { booking, fromMs: paidAtMs, toMs: Infinity }];
}
