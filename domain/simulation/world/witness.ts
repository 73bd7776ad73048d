import type { Command, CommandAnswer, EventConfig } from "../../contract/event-object.ts";
import type { BookingId, VisitorId } from "../../contract/ids.ts";
import type { DrawRecord, QueueReport, QueueSettings, QueueSnapshot, QueueSync } from "../../contract/waiting-room.ts";
import type { Booking } from "../../inventory/booking.ts";
import type { Result } from "../../result.ts";
import type { PassBatch } from "../../waiting-room/pass-batch.ts";

/** Commands of one batch in their order, what was answered, and the rows that the commit has written. */
export interface Decided {
  readonly commands: readonly Command[];
  readonly answers: readonly CommandAnswer[];
  readonly rows: readonly Booking[];
  readonly nowMs: number;
}

export interface Synced {
  readonly report: QueueReport;
  readonly nowMs: number;
  /** Just before the report was taken in. */
  readonly before: QueueSnapshot;
  readonly issued: PassBatch | undefined;
  readonly sync: QueueSync;
}

/** Told what the object has done, once it is durable and before anybody is answered. Throws a `Violation`. */
export interface Witness {
  decided(turn: Decided): void;
  forgot(ids: readonly BookingId[]): void;
  reconfigured(config: EventConfig): void;
  synced(sync: Synced): void;
  changedQueue(change: Partial<QueueSettings>, changed: Result<QueueSettings>, draw: DrawRecord, nowMs: number): void;
  drew(draw: DrawRecord): void;
  left(visitor: VisitorId): void;
}
