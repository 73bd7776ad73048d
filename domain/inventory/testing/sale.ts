import type {
  BookingSnapshot,
  Command,
  CommandAnswer,
  CreateBooking,
  EventConfig,
  RepeatKey,
} from "../../contract/event-object.ts";
import {
  mintBookingId,
  mintEventId,
  mintPaymentId,
  mintUserId,
  type BookingId,
  type PaymentId,
  type RandomBytes,
} from "../../contract/ids.ts";
import type { Refusal } from "../../result.ts";
import { applyBooking } from "../apply.ts";
import { decide } from "../decide.ts";
import { expireDue } from "../expire.ts";
import { reconfigure, type LogEntry } from "../replay.ts";
import { createState, type InventoryState } from "../state.ts";

const zeros: RandomBytes = (length) => new Uint8Array(length);

export const EVENT_ID = mintEventId(zeros);
export const ANN = mintUserId(1, zeros);
export const BEN = mintUserId(2, zeros);
export const CLEO = mintUserId(3, zeros);

/** The nth booking or payment id of a test. */
export const bookingId = (n: number): BookingId => mintBookingId(EVENT_ID, n, zeros);
export const paymentId = (n: number): PaymentId => mintPaymentId(n, zeros);

let keys = 0;
/** A request of its own: nothing that was sent before. */
export function newRequest(): RepeatKey {
  return { scope: `scope-${++keys}`, fingerprint: "body" };
}

/** Seats 0–5 at 10.00 and 6–9 at 50.00, seat 9 blocked; one area with 5 places at 20.00. */
export const CONFIG: EventConfig = {
  eventId: EVENT_ID,
  version: 1,
  currency: "eur",
  categories: [
    { name: "Balcony", priceMinor: 1000 },
    { name: "Stalls", priceMinor: 5000 },
    { name: "Standing", priceMinor: 2000 },
  ],
  seatCategories: [
    [0, 6],
    [1, 4],
  ],
  blockedSeats: [9],
  areas: [{ name: "Standing", category: 2, capacity: 5 }],
  maxPerBuyer: 4,
  maxOpenBookingsPerBuyer: 2,
  holdTtlMs: 600_000,
  paymentTtlMs: 900_000,
  saleFromMs: null,
  saleUntilMs: null,
};

/** A command whose request key, seats and places may be left out. */
type Loose<T> = T extends { readonly repeat: RepeatKey }
  ? Omit<T, "repeat" | "seats" | "places"> & Partial<Pick<CreateBooking, "repeat" | "seats" | "places">>
  : T;

/** A sale with a clock of its own. Commands take effect at once; due holds are tidied only when `tidy` is called. */
export class Sale {
  nowMs = 1_000_000;
  state: InventoryState;
  readonly log: LogEntry[];

  constructor(config: Partial<EventConfig> = {}) {
    const full = { ...CONFIG, ...config };
    this.state = createState(full);
    this.log = [{ kind: "configure", config: full }];
  }

  run(command: Command): CommandAnswer {
    const { answer, changes } = decide(this.state, command, this.nowMs);
    for (const booking of changes) applyBooking(this.state, booking);
    if (changes.length > 0) this.log.push({ kind: "batch", atMs: this.nowMs, expired: 0, commands: [command] });
    return answer;
  }

  /** Runs a buyer's command; request key, seats and places may be left out. */
  ask(command: Loose<Command>): CommandAnswer {
    const { type } = command;
    const isSaga = type === "confirm" || type === "await_money" || type === "reopen" || type === "revoke";
    return this.run(isSaga ? command : { repeat: newRequest(), seats: [], places: [], ...command });
  }

  /** The booking after a command that must succeed. */
  does(command: Loose<Command>): BookingSnapshot {
    const { result } = this.ask(command);
    if (!result.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(result.refusal)}`);
    return result.value;
  }

  /** The refusal of a command that must not succeed. */
  refuses(command: Loose<Command>): Refusal {
    const { result } = this.ask(command);
    if (result.ok) throw new Error(`${command.type} was not refused`);
    return result.refusal;
  }

  /** The event under other terms. */
  reconfigure(change: Partial<EventConfig>): void {
    const config = { ...this.state.config, ...change, version: this.state.config.version + 1 };
    this.state = reconfigure(this.state, config);
    this.log.push({ kind: "configure", config });
  }

  /** Whether it takes place. */
  setCancelled(isCancelled: boolean): void {
    const { isCancelled: _, ...config } = this.state.config;
    this.state = { ...this.state, config };
    this.reconfigure(isCancelled ? { isCancelled } : {});
  }

  tidy(limit: number): number {
    const expired = expireDue(this.state, this.nowMs, limit);
    for (const booking of expired) applyBooking(this.state, booking);
    if (expired.length > 0) this.log.push({ kind: "batch", atMs: this.nowMs, expired: expired.length, commands: [] });
    return expired.length;
  }
}
