import type { BookingId } from "../../domain/contract/ids.ts";
import type { Booking } from "../../domain/inventory/booking.ts";
import type { ReplayedChange } from "../../domain/inventory/replay.ts";
import type { Watcher } from "./replayed-sale.ts";

export interface BookingStep {
  readonly atMs: number;
  /** The command; `expired`: its hold or payment ended. */
  readonly what: string;
  readonly before: Booking | undefined;
  readonly after: Booking;
}

/** Notes what a booking goes through in a replay. */
export class BookingHistory implements Watcher {
  readonly steps: BookingStep[] = [];
  readonly #id: BookingId;

  constructor(id: BookingId) {
    this.#id = id;
  }

  readonly changed = ({ atMs, command, before, after }: ReplayedChange): void => {
    // A repeat that is remembered is no new version.
    if (after.id !== this.#id || before?.version === after.version) return;
    // It was over at its deadline, whenever that was noted (I6).
    const endedAtMs = command === null ? (after.endedAtMs ?? atMs) : atMs;
    this.steps.push({ atMs: endedAtMs, what: command?.type ?? "expired", before, after });
  };

  readonly configured = (): void => undefined;
}
