import type {
  Availability,
  BookingSnapshot,
  BookingsPage,
  Command,
  CommandAnswer,
  LogPage,
  StateDigest,
} from "../contract/event-object.ts";
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
  /** The event's configuration, as Postgres has it now, into its object. Refusal besides: event_not_found. */
  configure(event: EventId): Promise<Result<void>>;
  /** For operators and the reconciler; see `EventObjectRpc`. */
  bookingsPage(event: EventId, after: BookingId | null, limit: number): Promise<Result<BookingsPage>>;
  logPage(event: EventId, after: number, limit: number): Promise<Result<LogPage>>;
  stateDigest(event: EventId): Promise<Result<StateDigest>>;
  saveAgain(event: EventId, ids: readonly BookingId[]): Promise<Result<number>>;
  /** At most `maxAgeMs` old. */
  availability(event: EventId, maxAgeMs: number): Promise<Result<Availability>>;
}
