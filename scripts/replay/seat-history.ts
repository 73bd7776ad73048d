import { SEAT_STATUSES, type SeatStatus } from "../../domain/contract/event-object.ts";
import { holdsItems, type Booking } from "../../domain/inventory/booking.ts";
import type { ReplayedChange } from "../../domain/inventory/replay.ts";
import type { InventoryState } from "../../domain/inventory/state.ts";
import type { Watcher } from "./replayed-sale.ts";

/** One thing that happened to a seat. */
export interface SeatStep {
  /** Null: other terms, of which the log has no time. */
  readonly atMs: number | null;
  /** The command; `expired`: its hold or payment ended; `configured`: the organiser blocked it, or took that back. */
  readonly what: string;
  readonly booking: Booking | null;
  readonly from: SeatStatus;
  readonly to: SeatStatus;
}

/** Notes what a seat goes through in a replay. */
export class SeatHistory implements Watcher {
  readonly steps: SeatStep[] = [];
  readonly #seat: number;
  #status: SeatStatus = "FREE";

  constructor(seat: number) {
    this.#seat = seat;
  }

  readonly changed = ({ atMs, command, before, after }: ReplayedChange, state: InventoryState): void => {
    if (!this.#isIn(before) && !this.#isIn(after)) return;
    const to = this.#statusIn(state);
    // The booking has changed, and its seat with it only where it stands otherwise or for another time.
    if (to === this.#status && before?.deadlineMs === after.deadlineMs) return;
    // It was over at its deadline, whenever that was noted (I6).
    const endedAtMs = command === null ? (after.endedAtMs ?? atMs) : atMs;
    this.#add({ atMs: endedAtMs, what: command?.type ?? "expired", booking: after, to });
  };

  readonly configured = (state: InventoryState): void => {
    const to = this.#statusIn(state);
    if (to !== this.#status) this.#add({ atMs: null, what: "configured", booking: null, to });
  };

  #add(step: Omit<SeatStep, "from">): void {
    this.steps.push({ ...step, from: this.#status });
    this.#status = step.to;
  }

  #isIn(booking: Booking | undefined): boolean {
    return booking !== undefined && holdsItems(booking) && booking.seats.some(({ seat }) => seat === this.#seat);
  }

  /** A seat that the plan gets later was free. */
  #statusIn({ seatStatuses }: InventoryState): SeatStatus {
    return SEAT_STATUSES[seatStatuses[this.#seat] ?? 0] ?? "FREE";
  }
}
