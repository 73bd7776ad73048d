import type { EventId } from "../contract/ids.ts";
import type {
  DrawRecord,
  PassClaim,
  Presence,
  PresenceAnswer,
  QueueLoad,
  QueueSettings,
  QueueSnapshot,
} from "../contract/waiting-room.ts";
import type { Result } from "../result.ts";

/** The waiting rooms of all events, behind their gates and objects. Unreachable answers `unavailable`: closed, never open (I5). */
export interface WaitingRoom {
  /** The snapshot that this isolate has, if it is fresh enough for `snapshot`: without a promise, for the many polls. */
  freshSnapshot(event: EventId): QueueSnapshot | undefined;
  /** At most a second old. Kept in the isolate, so that a poll costs no call. */
  snapshot(event: EventId): Promise<Result<QueueSnapshot>>;
  /** The visitor's own gate notes that he is here, and knows his pass. */
  present(event: EventId, presence: Presence): Promise<Result<PresenceAnswer>>;
  /** Counted here, told to the gate with the next snapshot that is asked for. */
  count(event: EventId, load: Partial<QueueLoad>): void;
  draw(event: EventId): Promise<Result<DrawRecord>>;
  /** The operator's: members that are given replace those that are set. */
  change(event: EventId, change: Partial<QueueSettings>): Promise<Result<QueueSnapshot>>;
  /** The visitor gives his pass back: somebody else may come in. */
  leave(event: EventId, pass: PassClaim): Promise<Result<null>>;
}
