import type { BookingId } from "../../../domain/contract/ids.ts";
import type { HeldNote, Notes } from "./notes.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I1: what fans were told of each seat, besides what the auditor says of it. */
export const judgeSeats: Judge = (_terms, notes, { capacity, house, tickets }) => {
  const { free, selected, reserved, sold, blocked } = house;
  return verdict(
    "I1",
    notes.held.size,
    [
      `free ${free} + held ${selected} + reserved ${reserved} + sold ${sold} + blocked ${blocked} of ${capacity}`,
      `${count(tickets.length, "valid ticket")} for ${count(sold, "seat")} that the object has sold`,
      `${count(notes.held.size, "acknowledged hold")}, no two of one seat at the same time`,
    ],
    overlaps(notes),
  );
};

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
