import type { Availability, BookingSnapshot, Command, CommandAnswer } from "../contract/event-object.ts";
import type { BookingId, EventId, UserId } from "../contract/ids.ts";
import type { Result } from "../result.ts";

/**
 * The seats of all events, each behind its object. An unreachable or overloaded object answers `unavailable` or
 * `overloaded`: the command may or may not have been done, and may be repeated.
 */
export interface Inventory {
  execute(event: EventId, command: Command): Promise<CommandAnswer>;
  booking(event: EventId, booking: BookingId): Promise<Result<BookingSnapshot>>;
  bookingsOf(event: EventId, buyer: UserId): Promise<Result<readonly BookingSnapshot[]>>;
  /** At most `maxAgeMs` old. */
  availability(event: EventId, maxAgeMs: number): Promise<Result<Availability>>;
}
