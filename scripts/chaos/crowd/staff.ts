import type { RefundId } from "../../../domain/contract/ids.ts";
import type { RefundWire } from "../../../domain/contract/wire/refunds.ts";
import type { Random } from "../../rush/random.ts";
import { effect, isGood, type Caller } from "./caller.ts";
import type { Memory, RememberedBooking } from "./memory.ts";
import type { Sale } from "./sales.ts";
import type { Tally } from "./tally.ts";

export interface StaffOptions {
  readonly caller: Caller;
  readonly memory: Memory;
  readonly tally: Tally;
  readonly random: Random;
  /** An answer breaks the contract. */
  readonly onBug: (error: unknown) => void;
}

const REFUNDS_EVERY_MS = 3_000;

/** The organiser's people, who give money back now and then, and call an event off. */
export class Staff {
  readonly #options: StaffOptions;
  #refunds: NodeJS.Timeout | undefined;
  #cancellation: NodeJS.Timeout | undefined;

  constructor(options: StaffOptions) {
    this.#options = options;
  }

  /** Until they are told to go home; `cancelled` are the sales that they call off after that time. */
  start(cancelled: readonly Sale[], afterMs: number): void {
    const { onBug } = this.#options;
    this.#refunds = setInterval(() => void this.#refundSomebody().catch(onBug), REFUNDS_EVERY_MS);
    this.#cancellation = setTimeout(() => {
      for (const sale of cancelled) this.#cancelEvent(sale).catch(onBug);
    }, afterMs);
  }

  stop(): void {
    clearInterval(this.#refunds);
    clearTimeout(this.#cancellation);
  }

  /** Somebody gets a part of his money back, and keeps his tickets, or all of it and gives them back. */
  async #refundSomebody(): Promise<void> {
    const { memory, random } = this.#options;
    const paid = [...memory.bookings.values()].filter(
      ({ wasToldPaid, mayHaveEnded, refunds }) => wasToldPaid && !mayHaveEnded && refunds.length === 0,
    );
    const booking = paid[random.below(paid.length)];
    if (booking === undefined) return;
    const partMinor = Math.floor(booking.totalMinor / 3);
    const isPart = partMinor > 0 && random.chance(0.5);
    if (!isPart) booking.mayHaveEnded = true;
    await this.#refund(booking, isPart ? { amount_minor: partMinor, keep_booking: true } : {});
  }

  async #refund(booking: RememberedBooking, part: object): Promise<void> {
    const { caller, tally } = this.#options;
    const path = `/operations/bookings/${booking.booking}/refunds`;
    const reply = await caller.insist(effect("POST", path, { reason: "kindness", ...part }));
    if (reply === undefined || !isGood(reply)) {
      tally.refused(`${reply?.code ?? "no answer"} (refund by staff)`);
      return;
    }
    const refund = reply.body as RefundWire;
    booking.refunds.push({ id: refund.id as RefundId, amountMinor: refund.amount_minor });
    booking.wasToldEnded ||= refund.ends_booking;
  }

  /** Everybody gets his money back. */
  async #cancelEvent(sale: Sale): Promise<void> {
    const { caller, memory, tally } = this.#options;
    memory.cancelledEvents.add(sale.id);
    const path = `/operations/events/${sale.id}/cancellation`;
    const reply = await caller.insist(effect("POST", path, { reason: "the singer has a cold" }));
    if (reply === undefined || !isGood(reply))
      tally.refused(`${reply?.code ?? "no answer"} (cancellation of an event)`);
  }
}
