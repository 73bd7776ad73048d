import type { BookingId, EventId, PaymentId, RefundId, UserId } from "../../../domain/contract/ids.ts";
import type { Reply } from "./caller.ts";

/** What a buyer was told of one booking by answers that were successes, and what he asked for besides. */
export interface RememberedBooking {
  readonly booking: BookingId;
  readonly buyer: UserId;
  readonly event: EventId;
  /** Public ids. */
  readonly seats: readonly string[];
  /** Standing places. */
  readonly places: number;
  readonly totalMinor: number;
  readonly acceptsEqualSeats: boolean;
  readonly payments: Set<PaymentId>;
  wasToldPaid: boolean;
  /** Somebody asked for its end; whether that came may be unknown. */
  mayHaveEnded: boolean;
  /** Its end was answered with a success. */
  wasToldEnded: boolean;
  readonly refunds: RememberedRefund[];
}

export interface RememberedRefund {
  readonly id: RefundId;
  readonly amountMinor: number;
}

/** An acknowledged effect that can be asked for again under its key. */
export interface Repeatable {
  readonly what: string;
  /** What must be the same in every answer. */
  readonly told: string;
  readonly ask: () => Promise<Reply | undefined>;
  /** The part of an answer that must be the same. */
  readonly essence: (body: unknown) => string;
  /** Refusals that time alone explains. */
  readonly excuses: readonly string[];
}

/** Every acknowledged answer (I3), and what was found wrong with answers themselves (I4). */
export class Memory {
  readonly bookings = new Map<BookingId, RememberedBooking>();
  readonly repeatable: Repeatable[] = [];
  /** Called off, or asked to be. */
  readonly cancelledEvents = new Set<EventId>();
  /** In words, as they are printed. */
  readonly contradictions: string[] = [];
  /** Repeats under one key whose answers were compared. */
  compared = 0;

  /** A new booking, of which nothing more is known yet. */
  hold(
    told: Pick<
      RememberedBooking,
      "booking" | "buyer" | "event" | "seats" | "places" | "totalMinor" | "acceptsEqualSeats"
    >,
  ) {
    const remembered: RememberedBooking = {
      ...told,
      payments: new Set(),
      wasToldPaid: false,
      mayHaveEnded: false,
      wasToldEnded: false,
      refunds: [],
    };
    this.bookings.set(told.booking, remembered);
    return remembered;
  }

  /** Holds an answer to a repeat against the first one. */
  compare({ what, told, essence, excuses }: Repeatable, reply: Reply): void {
    const isGood = reply.status >= 200 && reply.status < 300;
    if (!isGood && excuses.includes(reply.code ?? "")) return;
    this.compared++;
    const now = isGood ? essence(reply.body) : `${reply.status} ${reply.code}`;
    if (now !== told) this.contradictions.push(`${what} was answered ${told}, and under the same key ${now}`);
  }
}
