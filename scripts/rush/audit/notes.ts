import type { BookingId, PaymentId, UserId } from "../../../domain/contract/ids.ts";
import type { Outcome, Reply, Step } from "../fan/move.ts";
import { LatencySketch } from "../latency-sketch.ts";

/** A hold that was acknowledged. Times by the clock of this machine, which all processes of the stack share. */
export interface HeldNote {
  readonly booking: BookingId;
  readonly buyer: UserId;
  readonly seats: readonly number[];
  readonly totalMinor: number;
  readonly atMs: number;
  /** Of the hold; later of the payment. */
  deadlineMs: number;
  /** When the buyer began to give it back. */
  releasedAtMs: number | null;
  paidAtMs: number | null;
  /** He walked away, on purpose. */
  isAbandoned: boolean;
}

export interface PaymentNote {
  readonly payment: PaymentId;
  readonly booking: BookingId;
}

export interface PassNote {
  readonly buyer: UserId;
  readonly number: number;
  readonly issuedAtMs: number;
  readonly endsAtMs: number;
  readonly claimedAtMs: number;
  /** Until then its bearer used it: it was alive. */
  usedUntilMs: number;
}

/** A request that was sent twice at once, under one key. */
export interface PairNote {
  readonly step: Step;
  readonly buyer: UserId;
  readonly replies: readonly { readonly status: number; readonly code: string | null; readonly says: string }[];
}

/** Seats that were asked for again in the instant in which an abandoned hold ended. */
export interface ComebackNote {
  readonly booking: BookingId;
  readonly deadlineMs: number;
  readonly askedAtMs: number;
  /** own_hold: refused because of the very hold that is over. */
  readonly outcome: "held" | "taken_by_others" | "own_hold" | "not_told";
}

/** A hold that had to be refused. */
export interface TrespassNote {
  readonly what: "no pass" | "forged pass" | "somebody else's pass";
  readonly status: number;
  readonly code: string | null;
}

/** All that fans saw and the judges need; written by fans, read once the sale is over. */
export class Notes {
  readonly held = new Map<BookingId, HeldNote>();
  readonly payments = new Map<PaymentId, PaymentNote>();
  readonly passes = new Map<UserId, PassNote[]>();
  readonly pairs: PairNote[] = [];
  readonly comebacks: ComebackNote[] = [];
  readonly trespasses: TrespassNote[] = [];
  /** Answers to who tried for more than one buyer may have: null is a success. */
  readonly greed: (string | null)[] = [];
  readonly refusals = new Map<Step, Map<string, number>>();
  readonly outcomes = new Map<Outcome, number>();
  /** From the buyer's press on *Pay* to being told that it is paid. */
  readonly paidAfter = new LatencySketch();
  joined = 0;
  /** In the queue now, ghosts left out. */
  waiting = 0;
  admitted = 0;
  /** Bookings that are held or being paid now, as far as fans know. */
  holding = 0;
  seatsSold = 0;
  /** Effects whose answers were lost: nobody knows whether they happened. */
  unanswered = 0;
  /** A pass that lives now, for who wants to forge one. */
  someonesPass: string | null = null;

  refused(step: Step, code: string): void {
    const codes = this.refusals.get(step) ?? new Map<string, number>();
    this.refusals.set(step, codes.set(code, (codes.get(code) ?? 0) + 1));
  }

  ended(outcome: Outcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  passOf(buyer: UserId): PassNote | undefined {
    return this.passes.get(buyer)?.at(-1);
  }

  paired(step: Step, buyer: UserId, replies: readonly Reply[], says: (body: unknown) => string): void {
    const told = replies.map(({ status, code, body }) => ({ status, code, says: code === null ? says(body) : "" }));
    this.pairs.push({ step, buyer, replies: told });
  }
}
