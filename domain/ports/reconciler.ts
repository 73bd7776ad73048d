import type { Trace } from "../contract/event-object.ts";
import type { BookingId, EventId } from "../contract/ids.ts";
import type { BookingCase } from "../reconcile/booking-case.ts";
import type { OutboxMessage } from "./outbox.ts";

/** What the reconciler reads of Postgres. It writes nothing there but messages to the steps. */
export interface Reconciler {
  /**
   * Bookings whose seats and money do not go together by what Postgres alone knows, and about which no message is under way:
   * at most so many, any of them. Looks at payments that are open, flagged, being refunded, or of the last two days.
   */
  suspects(limit: number): Promise<readonly BookingId[]>;
  /** Those of these bookings that Postgres has. */
  cases(ids: readonly BookingId[]): Promise<readonly BookingCase[]>;
  /** The event's bookings behind `after` and not behind `until`, by id, at most so many; null: from the first, to the last. */
  casesBetween(
    event: EventId,
    after: BookingId | null,
    until: BookingId | null,
    limit: number,
  ): Promise<readonly BookingCase[]>;
  /** Next messages of cancelled events whose last one was lost. */
  stalledCancellations(): Promise<readonly OutboxMessage[]>;
  /** Queues a message once more, under an id of its own. False where an equal one is under way or was given up. */
  sendAgain(message: OutboxMessage, trace: Trace): Promise<boolean>;
  /** The event behind this one by id, the first one for null; undefined: there is none. */
  eventAfter(event: EventId | null): Promise<EventId | undefined>;
}
