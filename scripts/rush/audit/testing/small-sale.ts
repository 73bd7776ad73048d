import { mintBookingId, mintEventId, mintPaymentId, mintUserId } from "../../../../domain/contract/ids.ts";
import type { Evidence, Terms } from "../evidence.ts";
import { Notes, type HeldNote, type PassNote } from "../notes.ts";

const OPENED_AT_MS = Date.UTC(2027, 4, 1, 18);

type Changed<T> = { -readonly [Member in keyof T]: T[Member] };

/** A sale without a fault, whose evidence a test spoils. Ada bought the seats 0 and 1, Bob walked away from seat 2. */
export interface SmallSale {
  readonly terms: Terms;
  readonly notes: Notes;
  readonly evidence: Changed<Evidence>;
  readonly ada: HeldNote;
  readonly bob: HeldNote;
}

export function smallSale(): SmallSale {
  const event = mintEventId();
  const held = (seats: readonly number[], members: Partial<HeldNote>): HeldNote => ({
    booking: mintBookingId(event, OPENED_AT_MS),
    buyer: mintUserId(OPENED_AT_MS),
    seats,
    totalMinor: 4_500 * seats.length,
    atMs: OPENED_AT_MS + 5_000,
    deadlineMs: OPENED_AT_MS + 15_000,
    releasedAtMs: null,
    paidAtMs: null,
    isAbandoned: false,
    ...members,
  });
  const ada = held([0, 1], { paidAtMs: OPENED_AT_MS + 9_000 });
  const bob = held([2], { isAbandoned: true });
  const payment = mintPaymentId(OPENED_AT_MS);
  const notes = new Notes();
  for (const note of [ada, bob]) notes.held.set(note.booking, note);
  [ada, bob].forEach(({ buyer }, i) => notes.passes.set(buyer, [passOf(buyer, i + 1)]));
  notes.payments.set(payment, { payment, booking: ada.booking });
  const told = { status: 201, code: null, says: ada.booking };
  notes.pairs.push({ step: "hold_map", buyer: ada.buyer, replies: [told, told] });
  const { booking, deadlineMs } = bob;
  notes.comebacks.push({ booking, deadlineMs, askedAtMs: deadlineMs + 1, outcome: "held" });
  notes.trespasses.push({ what: "no pass", status: 403, code: "pass_required" });
  notes.greed.push("buyer_limit_reached");
  return {
    terms: { event, hasQueue: true, ratePerS: 10, maxActive: 2, maxPerBuyer: 2 },
    notes,
    evidence: {
      capacity: 4,
      house: { free: 2, selected: 0, reserved: 0, sold: 2, blocked: 0 },
      bookings: [rowOf(ada, "confirmed", ada.seats), rowOf(bob, "expired", [])],
      payments: [{ id: payment, booking: ada.booking, status: "completed", amountMinor: 9_000 }],
      tickets: ada.seats.map((seat) => ({ booking: ada.booking, seat })),
      audit: { findings: [], underWay: [], tally: [], looks: 1 },
      outboxRows: 3,
      deadLetters: 0,
      webhooksPending: 0,
      mails: new Map([[ada.booking, 1]]),
      mostActive: 2,
      isAtRest: true,
    },
    ada,
    bob,
  };
}

function passOf(buyer: PassNote["buyer"], number: number): PassNote {
  const issuedAtMs = OPENED_AT_MS + 1_000;
  const usedUntilMs = OPENED_AT_MS + 5_000;
  return { buyer, number, issuedAtMs, endsAtMs: OPENED_AT_MS + 60_000, claimedAtMs: issuedAtMs + 100, usedUntilMs };
}

function rowOf({ booking, buyer, atMs, totalMinor }: HeldNote, status: string, seats: readonly number[]) {
  return { id: booking, buyer, status, createdAtMs: atMs - 20, totalMinor, seats };
}
