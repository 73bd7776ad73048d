/**
 * The inventory as one would explain it on a blackboard: a list of bookings, searched from end to end, holds ended at
 * once when their time comes. Too slow to sell with, and too simple to be wrong; the real one must agree with it.
 */
import type { BookingStatus, Command, EventConfig } from "../../contract/event-object.ts";
import type { ErrorCode } from "../../contract/error-codes.ts";

interface ModelBooking {
  readonly id: string;
  readonly buyer: string;
  status: BookingStatus;
  seats: number[];
  places: number;
  deadlineMs: number;
  payment: string | null;
}

const HOLDING: ReadonlySet<BookingStatus> = new Set<BookingStatus>(["created", "pending_payment", "confirmed"]);

/** What an event that does not take place refuses at once. */
const SELLS: ReadonlySet<Command["type"]> = new Set<Command["type"]>(["create_booking", "buy", "select", "checkout"]);

/** For events with one area, in which nobody chooses the best seats. */
export class Model {
  readonly #config: EventConfig;
  /** The event does not take place. */
  isCancelled = false;
  readonly #bookings: ModelBooking[] = [];
  readonly #answered = new Map<string, string>();

  constructor(config: EventConfig) {
    this.#config = config;
  }

  /** What a command must come to: "ok", "replayed", or the reason of its refusal. */
  run(command: Command, nowMs: number): "ok" | "replayed" | ErrorCode {
    this.expire(nowMs);
    const scope = "repeat" in command ? `${command.buyerId} ${command.repeat.scope}` : "";
    const answered = this.#answered.get(scope);
    if (answered !== undefined && "repeat" in command) {
      return answered === command.repeat.fingerprint ? "replayed" : "idempotency_key_reused";
    }
    const isOverAlready = command.type === "cancel" && this.#statusOf(command.bookingId) === "cancelled";
    const refusal = this.#try(command, nowMs);
    if (refusal === undefined && "repeat" in command && !isOverAlready) {
      this.#answered.set(scope, command.repeat.fingerprint);
    }
    return refusal ?? "ok";
  }

  expire(nowMs: number): void {
    for (const booking of this.#bookings)
      if (this.#isOpen(booking) && booking.deadlineMs <= nowMs) booking.status = "expired";
  }

  statusOfSeat(seat: number): "FREE" | "SELECTED" | "RESERVED" | "SOLD" | "BLOCKED" {
    if (this.#config.blockedSeats.includes(seat)) return "BLOCKED";
    const status = this.#holding().find(({ seats }) => seats.includes(seat))?.status;
    if (status === undefined) return "FREE";
    return status === "created" ? "SELECTED" : status === "confirmed" ? "SOLD" : "RESERVED";
  }

  freePlaces(): number {
    return (this.#config.areas[0]?.capacity ?? 0) - sum(this.#holding().map(({ places }) => places));
  }

  heldBy(buyer: string): number {
    return sum(this.#holding().map((booking) => (booking.buyer === buyer ? booking.seats.length + booking.places : 0)));
  }

  #statusOf(booking: string): BookingStatus | undefined {
    return this.#bookings.find(({ id }) => id === booking)?.status;
  }

  #holding(): ModelBooking[] {
    return this.#bookings.filter(({ status }) => HOLDING.has(status));
  }

  #isOpen({ status }: ModelBooking): boolean {
    return status === "created" || status === "pending_payment";
  }

  #try(command: Command, nowMs: number): ErrorCode | undefined {
    const { maxOpenBookingsPerBuyer, holdTtlMs, paymentTtlMs } = this.#config;
    if (this.isCancelled && SELLS.has(command.type)) return "event_cancelled";
    if (command.type === "create_booking" || command.type === "buy") {
      const open = this.#bookings.filter((booking) => this.#isOpen(booking) && booking.buyer === command.buyerId);
      if (open.length >= maxOpenBookingsPerBuyer) return "too_many_open_bookings";
      const seats = [...new Set(command.seats)];
      const places = sum(command.places.map(({ count }) => count));
      const obstacle = this.#obstacle(command.buyerId, seats, places);
      if (obstacle !== undefined) return obstacle;
      const isBuy = command.type === "buy";
      if (isBuy && seats.length + places === 0) return "booking_empty";
      this.#bookings.push({
        id: command.bookingId,
        buyer: command.buyerId,
        status: isBuy ? "pending_payment" : "created",
        seats,
        places,
        deadlineMs: nowMs + (isBuy ? paymentTtlMs : holdTtlMs),
        payment: isBuy ? command.paymentId : null,
      });
      return undefined;
    }
    const booking = this.#bookings.find(({ id }) => id === command.bookingId);
    if (booking === undefined) return "booking_not_found";
    if ("buyerId" in command && command.buyerId !== booking.buyer) return "booking_not_found";
    switch (command.type) {
      case "select":
        return this.#select(booking, command.seats, sum(command.places.map(({ count }) => count)));
      case "release":
        return this.#release(booking, command.seats, sum(command.places.map(({ count }) => count)));
      case "checkout":
        if (booking.status === "pending_payment") return undefined;
        if (booking.status !== "created") return `booking_${booking.status}`;
        if (booking.seats.length + booking.places === 0) return "booking_empty";
        Object.assign(booking, {
          status: "pending_payment",
          payment: command.paymentId,
          deadlineMs: nowMs + paymentTtlMs,
        });
        return undefined;
      case "cancel":
        if (booking.status === "cancelled") return undefined;
        if (booking.status !== "created" && booking.status !== "pending_payment") return `booking_${booking.status}`;
        booking.status = "cancelled";
        return undefined;
      case "confirm":
        return this.#confirm(booking, command.paymentId);
      case "await_money":
        return this.#awaitMoney(booking, command.paymentId, command.untilMs, nowMs);
      case "reopen":
        if (booking.payment !== command.paymentId) return undefined;
        if (booking.status === "expired") booking.payment = null;
        if (booking.status !== "pending_payment" && !(booking.status === "confirmed" && command.evenIfConfirmed))
          return undefined;
        booking.deadlineMs = Math.min(
          nowMs + holdTtlMs,
          booking.status === "confirmed" ? Infinity : booking.deadlineMs,
        );
        Object.assign(booking, { status: "created", payment: null });
        return undefined;
      case "revoke":
        if (booking.status === "created") return "payment_not_found";
        if (booking.status !== "confirmed" && booking.status !== "refunded") return `booking_${booking.status}`;
        booking.status = "refunded";
        return undefined;
    }
  }

  #select(booking: ModelBooking, seats: readonly number[], places: number): ErrorCode | undefined {
    if (booking.status !== "created") return `booking_${booking.status}`;
    const added = [...new Set(seats)].filter((seat) => !booking.seats.includes(seat));
    const obstacle = this.#obstacle(booking.buyer, added, places);
    if (obstacle !== undefined) return obstacle;
    booking.seats = [...booking.seats, ...added];
    booking.places += places;
    return undefined;
  }

  #release(booking: ModelBooking, seats: readonly number[], places: number): ErrorCode | undefined {
    if (booking.status !== "created") return `booking_${booking.status}`;
    if (seats.some((seat) => !booking.seats.includes(seat))) return "seat_not_held";
    if (places > booking.places) return "places_not_held";
    booking.seats = booking.seats.filter((seat) => !seats.includes(seat));
    booking.places -= places;
    return undefined;
  }

  #confirm(booking: ModelBooking, payment: string): ErrorCode | undefined {
    const refusal = this.#refusesPayment(booking, payment);
    if (refusal !== undefined) return refusal;
    if (this.#isGone(booking)) return "seats_gone";
    booking.status = "confirmed";
    return undefined;
  }

  #awaitMoney(booking: ModelBooking, payment: string, untilMs: number, nowMs: number): ErrorCode | undefined {
    const refusal = this.#refusesPayment(booking, payment);
    if (refusal !== undefined || booking.status === "confirmed") return refusal;
    if (booking.status === "expired" && untilMs <= nowMs) return "booking_expired";
    if (this.#isGone(booking)) return "seats_gone";
    booking.deadlineMs = booking.status === "expired" ? untilMs : Math.max(booking.deadlineMs, untilMs);
    booking.status = "pending_payment";
    return undefined;
  }

  #refusesPayment({ status, payment }: ModelBooking, of: string): ErrorCode | undefined {
    if (status === "cancelled" || status === "refunded") return `booking_${status}`;
    if (payment !== of) return "payment_superseded";
    return this.isCancelled && status !== "confirmed" ? "event_cancelled" : undefined;
  }

  #isGone({ status, buyer, seats, places }: ModelBooking): boolean {
    return status === "expired" && this.#obstacle(buyer, seats, places) !== undefined;
  }

  #obstacle(buyer: string, seats: readonly number[], places: number): ErrorCode | undefined {
    const added = seats.length + places;
    if (added > 0 && this.heldBy(buyer) + added > this.#config.maxPerBuyer) return "buyer_limit_reached";
    for (const seat of seats) {
      const status = this.statusOfSeat(seat);
      if (status === "BLOCKED") return "seat_blocked";
      if (status !== "FREE") return "seat_taken";
    }
    return places > this.freePlaces() ? "sold_out" : undefined;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
