/**
 * The bookings of a sale as a box office keeps them on paper: one list, read from end to end for every question. It is given
 * the same requests in the same order as the object, and says what each must have come to. Nothing of the cores is in it but
 * types; the choice of seats is asked of the blackboard version (best-available/testing/plain-choice.ts).
 */
import type { PaperSeat } from "../../best-available/testing/paper-house.ts";
import { isRefused, plainBest } from "../../best-available/testing/plain-choice.ts";
import type {
  BestWish,
  BookingStatus,
  Command,
  CommandAnswer,
  EventConfig,
  Places,
  SeatStatus,
} from "../../contract/event-object.ts";
import type { ErrorCode } from "../../contract/error-codes.ts";
import { DAY_MS } from "../../time.ts";
import { describeBooking, snapshotEssence } from "./booking-essence.ts";
import { insist } from "./violation.ts";

export interface Page {
  readonly id: string;
  readonly buyer: string;
  readonly createdAtMs: number;
  /** The pass that let it in. */
  readonly pass: number | null;
  status: BookingStatus;
  seats: { readonly seat: number; readonly priceMinor: number }[];
  places: { readonly area: number; readonly count: number; readonly priceMinor: number }[];
  deadlineMs: number | null;
  payment: string | null;
}

interface Remembered {
  readonly fingerprint: string;
  readonly atMs: number;
  readonly answer: string;
}

/** What a command must come to: a booking, or why not and which seats are offered instead. */
type Verdict =
  | { readonly page: Page; readonly hasEndedBefore?: true }
  | { readonly reason: ErrorCode; readonly instead?: readonly number[] };

type Hold = Extract<Command, { readonly type: "create_booking" | "select" | "buy" }>;

/** The waiting room, as the books ask it. */
export interface Door {
  readonly needsPass: boolean;
  refuses(command: Command, nowMs: number): ErrorCode | undefined;
}

export class Books {
  #config: EventConfig;
  readonly #house: readonly PaperSeat[];
  #pages: Page[] = [];
  readonly #remembered = new Map<string, Remembered>();

  constructor(config: EventConfig, house: readonly PaperSeat[]) {
    this.#config = config;
    this.#house = house;
  }

  get pages(): readonly Page[] {
    return this.#pages;
  }

  reconfigured(config: EventConfig): void {
    this.#config = config;
  }

  /** The object has noted the end of a hold; from then on it is over whatever the clock does. */
  noteExpired(id: string, nowMs: number): void {
    const page = this.#pages.find((each) => each.id === id);
    if (page === undefined || page.status === "expired") return;
    insist(isOver(page, nowMs), "I6", () => `${id} has expired at ${nowMs}, before its deadline ${page.deadlineMs}`);
    Object.assign(page, { status: "expired", deadlineMs: null });
  }

  noteForgotten(id: string): void {
    const page = this.#pages.find((each) => each.id === id);
    const isEnded = page?.status === "expired" || page?.status === "cancelled";
    insist(isEnded, "I3", () => `${id} was forgotten as ${page?.status}`);
    this.#pages = this.#pages.filter((each) => each !== page);
  }

  /** Writes down what a command comes to at a time, and compares it with the answer. True when it has taken effect now. */
  judge(command: Command, { result, replayed }: CommandAnswer, nowMs: number, door: Door): boolean {
    const scope = "repeat" in command ? `${command.buyerId} ${command.repeat.scope}` : "";
    const first = this.#remembered.get(scope);
    if ("repeat" in command && first !== undefined && nowMs - first.atMs <= DAY_MS) {
      const actual = result.ok ? JSON.stringify(result.value) : result.refusal.reason;
      const isSame = first.fingerprint === command.repeat.fingerprint;
      const expected = isSame ? first.answer : "idempotency_key_reused";
      insist(actual === expected, "I4", () => `${command.type} again: ${actual} instead of ${expected}`);
      insist(replayed === isSame, "I4", () => `${command.type} again is answered as if it were not`);
      return false;
    }
    const refusal = door.refuses(command, nowMs);
    const verdict = refusal === undefined ? this.#decide(command, nowMs, door.needsPass) : { reason: refusal };
    const [expected, actual] = [told(verdict, nowMs), heard(result)];
    const rule = refusal !== undefined || isAtTheDoor(result) ? "I5" : "books";
    insist(expected === actual, rule, () => `${describe(command)} is answered\n  ${actual} instead of\n  ${expected}`);
    if (!result.ok) return false;
    // What had ended before gives the same answer for ever.
    if ("repeat" in command && !("hasEndedBefore" in verdict)) {
      const answer = JSON.stringify(result.value);
      this.#remembered.set(scope, { fingerprint: command.repeat.fingerprint, atMs: nowMs, answer });
    }
    return true;
  }

  /** Of each seat, in plan order. */
  seatStatuses(nowMs: number): readonly SeatStatus[] {
    const holding = this.#holding(nowMs);
    return this.#house.map(({ seat }) => {
      const holder = holding.find(({ seats }) => seats.some((held) => held.seat === seat));
      if (holder !== undefined) return STATUS_OF_SEAT[holder.status] ?? "FREE";
      return this.#config.blockedSeats.includes(seat) ? "BLOCKED" : "FREE";
    });
  }

  placesTaken(area: number, nowMs: number): number {
    return sum(this.#holding(nowMs).flatMap(({ places }) => places.map((p) => (p.area === area ? p.count : 0))));
  }

  heldBy(buyer: string, nowMs: number): number {
    return sum(this.#holding(nowMs).map((page) => (page.buyer === buyer ? itemCount(page) : 0)));
  }

  /** What a reader is shown of a booking. */
  show(page: Page, nowMs: number): string {
    return essence(page, nowMs);
  }

  #holding(nowMs: number): Page[] {
    return this.#pages.filter(({ status }) => isHolding(status)).filter((page) => !isOver(page, nowMs));
  }

  #decide(command: Command, nowMs: number, isQueued: boolean): Verdict {
    if (this.#config.isCancelled === true && (isHold(command) || command.type === "checkout")) {
      return { reason: "event_cancelled" };
    }
    if (isHold(command) && !this.#isOnSale(nowMs)) return { reason: "event_not_on_sale" };
    if (command.type === "create_booking" || command.type === "buy") return this.#open(command, nowMs, isQueued);
    if (command.type === "release" && command.bookingId === null) return this.#releaseBySeat(command, nowMs);
    const page = this.#pages.find(({ id }) => id === command.bookingId);
    if (page === undefined || ("buyerId" in command && command.buyerId !== page.buyer)) {
      return { reason: "booking_not_found" };
    }
    const status = isOver(page, nowMs) ? "expired" : page.status;
    switch (command.type) {
      case "select":
        return status === "created" ? this.#take(page, command, nowMs) : { reason: `booking_${status}` };
      case "release":
        return status === "created"
          ? this.#release(page, command.seats, command.places)
          : { reason: `booking_${status}` };
      case "checkout":
        if (status === "pending_payment") return { page };
        if (status !== "created") return { reason: `booking_${status}` };
        return this.#reserve(page, command.paymentId, nowMs);
      case "cancel":
        if (status === "cancelled") return { page, hasEndedBefore: true };
        if (status !== "created" && status !== "pending_payment") return { reason: `booking_${status}` };
        Object.assign(page, { status: "cancelled", deadlineMs: null });
        return { page };
      case "confirm":
        return this.#confirm(page, status, command, nowMs);
      case "await_money":
        return this.#awaitMoney(page, status, command, nowMs);
      case "reopen": {
        const isUndone = status === "confirmed" && command.evenIfConfirmed === true;
        if (status === "expired" && page.payment === command.paymentId) {
          page.payment = null;
          return { page };
        }
        if (page.payment !== command.paymentId || (status !== "pending_payment" && !isUndone)) return { page };
        const deadlineMs = Math.min(nowMs + this.#config.holdTtlMs, page.deadlineMs ?? Infinity);
        Object.assign(page, { status: "created", payment: null, deadlineMs });
        return { page };
      }
      case "revoke":
        if (status === "created") return { reason: "payment_not_found" };
        if (status !== "confirmed" && status !== "refunded") return { reason: `booking_${status}` };
        page.status = "refunded";
        return { page };
    }
  }

  #open(
    command: Extract<Command, { readonly type: "create_booking" | "buy" }>,
    nowMs: number,
    isQueued: boolean,
  ): Verdict {
    const open = this.#holding(nowMs).filter(
      ({ buyer, status }) => buyer === command.buyerId && status !== "confirmed",
    );
    if (open.length >= this.#config.maxOpenBookingsPerBuyer) return { reason: "too_many_open_bookings" };
    const page: Page = {
      id: command.bookingId,
      buyer: command.buyerId,
      createdAtMs: nowMs,
      pass: isQueued ? (command.pass?.number ?? null) : null,
      status: "created",
      seats: [],
      places: [],
      deadlineMs: nowMs + this.#config.holdTtlMs,
      payment: null,
    };
    const taken = this.#take(page, command, nowMs);
    const verdict = "page" in taken && command.type === "buy" ? this.#reserve(page, command.paymentId, nowMs) : taken;
    if ("page" in verdict) this.#pages.push(page);
    return verdict;
  }

  #reserve(page: Page, payment: string, nowMs: number): Verdict {
    if (itemCount(page) === 0) return { reason: "booking_empty" };
    Object.assign(page, { status: "pending_payment", payment, deadlineMs: nowMs + this.#config.paymentTtlMs });
    return { page };
  }

  #take(page: Page, { seats, places, best }: Hold, nowMs: number): Verdict {
    const fault = this.#namedFault(seats, places);
    if (fault !== undefined) return { reason: fault };
    const added = [...new Set(seats)].filter((seat) => !page.seats.some((held) => held.seat === seat));
    if (added.length === 0 && places.length === 0 && best === undefined) return { page };
    if (best !== undefined && !this.#isGoodWish(best)) return { reason: "validation_failed" };
    const obstacle = this.#obstacle(page.buyer, added, places, best?.count ?? 0, nowMs);
    if (obstacle === "seat_taken") return { reason: obstacle, ...this.#instead(added, nowMs) };
    if (obstacle !== undefined) return { reason: obstacle };
    const house = this.#houseAt(nowMs);
    const chosen = house.filter(({ seat }) => added.includes(seat));
    if (this.#config.guardsSingleSeats === true && isRefused(house, chosen)) return { reason: "orphan_seat" };
    const picked = best === undefined ? [] : plainBest(house, this.#wish(best), added);
    if (picked.length < (best?.count ?? 0)) return { reason: "sold_out" };
    for (const seat of [...added, ...picked]) page.seats.push({ seat, priceMinor: this.#priceOfSeat(seat) });
    for (const { area, count } of places) this.#addPlaces(page, area, count);
    return { page };
  }

  #addPlaces(page: Page, area: number, count: number): void {
    const held = page.places.find((each) => each.area === area);
    const priceMinor =
      held?.priceMinor ?? this.#config.categories[this.#config.areas[area]?.category ?? 0]?.priceMinor ?? 0;
    const rest = page.places.filter((each) => each !== held);
    page.places = [...rest, { area, count: count + (held?.count ?? 0), priceMinor }];
  }

  #releaseBySeat(command: Extract<Command, { readonly type: "release" }>, nowMs: number): Verdict {
    const [seat] = command.seats;
    if (seat === undefined) return { reason: "booking_not_found" };
    if (this.#house[seat] === undefined) return { reason: "seat_not_found" };
    const page = this.#holding(nowMs).find(
      ({ buyer, seats }) => buyer === command.buyerId && seats.some((held) => held.seat === seat),
    );
    if (page === undefined) return { reason: "seat_not_held" };
    if (page.status !== "created") return { reason: `booking_${page.status}` };
    return this.#release(page, command.seats, command.places);
  }

  #release(page: Page, seats: readonly number[], places: readonly Places[]): Verdict {
    const fault = this.#namedFault(seats, places);
    if (fault !== undefined) return { reason: fault };
    if (seats.some((seat) => !page.seats.some((held) => held.seat === seat))) return { reason: "seat_not_held" };
    const rest = page.places.map((held) => {
      const given = sum(places.map(({ area, count }) => (area === held.area ? count : 0)));
      return { ...held, count: held.count - given };
    });
    const isHeld = places.every(({ area }) => rest.some((held) => held.area === area && held.count >= 0));
    if (!isHeld) return { reason: "places_not_held" };
    page.seats = page.seats.filter(({ seat }) => !seats.includes(seat));
    page.places = rest.filter(({ count }) => count > 0);
    return { page };
  }

  #confirm(
    page: Page,
    status: BookingStatus,
    { paymentId, acceptsEqualSeats }: Extract<Command, { readonly type: "confirm" }>,
    nowMs: number,
  ): Verdict {
    const refusal = this.#refusesPayment(page, status, paymentId);
    if (refusal !== undefined) return { reason: refusal };
    if (status === "expired" && this.#isGone(page, page.seats, nowMs)) {
      const equal = acceptsEqualSeats === true ? this.#equalSeats(page, nowMs) : undefined;
      if (equal === undefined || this.#isGone(page, equal, nowMs)) return { reason: "seats_gone" };
      page.seats = equal;
    }
    Object.assign(page, { status: "confirmed", deadlineMs: null });
    return { page };
  }

  #awaitMoney(
    page: Page,
    status: BookingStatus,
    { paymentId, untilMs }: Extract<Command, { readonly type: "await_money" }>,
    nowMs: number,
  ): Verdict {
    const refusal = this.#refusesPayment(page, status, paymentId);
    if (refusal !== undefined) return { reason: refusal };
    if (status === "confirmed") return { page };
    if (status === "expired" && untilMs <= nowMs) return { reason: "booking_expired" };
    if (status === "expired" && this.#isGone(page, page.seats, nowMs)) return { reason: "seats_gone" };
    const keptUntilMs = status === "expired" ? untilMs : Math.max(untilMs, page.deadlineMs ?? 0);
    Object.assign(page, { status: "pending_payment", deadlineMs: keptUntilMs });
    return { page };
  }

  #refusesPayment({ payment }: Page, status: BookingStatus, of: string): ErrorCode | undefined {
    if (status === "cancelled" || status === "refunded") return `booking_${status}`;
    if (payment !== of) return "payment_superseded";
    return status !== "confirmed" && this.#config.isCancelled === true ? "event_cancelled" : undefined;
  }

  #isGone({ buyer, places }: Page, seats: Page["seats"], nowMs: number): boolean {
    const named = seats.map(({ seat }) => seat);
    return this.#obstacle(buyer, named, places, 0, nowMs) !== undefined;
  }

  /** Kind by kind: those that he had where all are free, else as many of the best, as together as they were and no dearer. */
  #equalSeats(page: Page, nowMs: number): Page["seats"] | undefined {
    const kinds = new Set(page.seats.map(({ seat }) => this.#kindOf(seat)));
    const chosen: Page["seats"] = [];
    for (const kind of kinds) {
      const held = page.seats.filter(({ seat }) => this.#kindOf(seat) === kind);
      const seats = this.#equalsOfKind(page, held, chosen, nowMs);
      if (seats === undefined) return undefined;
      chosen.push(...held.map(({ priceMinor }, i) => ({ seat: seats[i] ?? NO_SEAT, priceMinor })));
    }
    return chosen;
  }

  #equalsOfKind(page: Page, held: Page["seats"], chosen: Page["seats"], nowMs: number): readonly number[] | undefined {
    const own = held.map(({ seat }) => seat);
    const first = this.#house[own[0] ?? NO_SEAT];
    if (first === undefined) return undefined;
    if (!this.#isGone({ ...page, places: [] }, held, nowMs)) return own;
    const { category, isAccessible } = first;
    const wish = { count: own.length, category, zones: undefined, isAccessible };
    const taken = chosen.map(({ seat }) => seat);
    const best = plainBest(this.#houseAt(nowMs), wish, taken);
    const isDearer = best.some((seat) => held.some(({ priceMinor }) => this.#priceOfSeat(seat) > priceMinor));
    const isTornApart = this.#groups(best) > this.#groups(own);
    return best.length < own.length || isDearer || isTornApart ? undefined : best;
  }

  #kindOf(seat: number): string {
    const { category, isAccessible } = this.#house[seat] ?? {};
    return `${category} ${isAccessible}`;
  }

  /** Of seats that are neighbours. */
  #groups(seats: readonly number[]): number {
    return seats.filter((seat) => !(seats.includes(seat - 1) && this.#house[seat - 1]?.joinsNext === true)).length;
  }

  #namedFault(seats: readonly number[], places: readonly Places[]): ErrorCode | undefined {
    if (seats.some((seat) => this.#house[seat] === undefined)) return "seat_not_found";
    for (const { area, count } of places) {
      if (this.#config.areas[area] === undefined) return "area_not_found";
      if (count < 1) return "validation_failed";
    }
    return undefined;
  }

  #obstacle(
    buyer: string,
    seats: readonly number[],
    places: readonly Places[],
    best: number,
    nowMs: number,
  ): ErrorCode | undefined {
    const added = seats.length + sum(places.map(({ count }) => count)) + best;
    if (added > 0 && this.heldBy(buyer, nowMs) + added > this.#config.maxPerBuyer) return "buyer_limit_reached";
    const statuses = this.seatStatuses(nowMs);
    for (const seat of seats) {
      if (this.#config.blockedSeats.includes(seat)) return "seat_blocked";
      if (statuses[seat] !== "FREE") return "seat_taken";
    }
    const isFull = this.#config.areas.some(({ capacity }, area) => {
      const wanted = sum(places.map((each) => (each.area === area ? each.count : 0)));
      return wanted > 0 && this.placesTaken(area, nowMs) + wanted > capacity;
    });
    return isFull ? "sold_out" : undefined;
  }

  #instead(seats: readonly number[], nowMs: number): { readonly instead?: readonly number[] } {
    const first = this.#house[seats[0] ?? 0];
    if (first === undefined) return {};
    const wish = { count: seats.length, category: first.category, zones: undefined, isAccessible: first.isAccessible };
    const offered = plainBest(this.#houseAt(nowMs), wish);
    return offered.length === seats.length ? { instead: offered } : {};
  }

  #isGoodWish({ count, category, zone }: BestWish): boolean {
    if (count < 1 || count > 50) return false;
    if (category !== undefined && !this.#config.categories.some(({ name }) => name === category)) return false;
    return zone === undefined || this.#config.house?.zones.includes(zone) === true;
  }

  #wish({ count, category, zone, accessible }: BestWish): Parameters<typeof plainBest>[1] {
    return {
      count,
      category: category === undefined ? undefined : this.#config.categories.findIndex(({ name }) => name === category),
      zones: zone === undefined ? undefined : new Set([this.#config.house?.zones.indexOf(zone) ?? -1]),
      isAccessible: accessible === true,
    };
  }

  #houseAt(nowMs: number): readonly PaperSeat[] {
    const statuses = this.seatStatuses(nowMs);
    return this.#house.map((seat) => ({ ...seat, isFree: statuses[seat.seat] === "FREE" }));
  }

  #priceOfSeat(seat: number): number {
    return this.#config.categories[this.#house[seat]?.category ?? 0]?.priceMinor ?? 0;
  }

  #isOnSale(nowMs: number): boolean {
    const { saleFromMs, saleUntilMs } = this.#config;
    return nowMs >= (saleFromMs ?? -Infinity) && nowMs < (saleUntilMs ?? Infinity);
  }
}

const STATUS_OF_SEAT: Readonly<Partial<Record<BookingStatus, SeatStatus>>> = {
  created: "SELECTED",
  pending_payment: "RESERVED",
  confirmed: "SOLD",
};

/** No seat has this index. */
const NO_SEAT = -1;

function isHold(command: Command): command is Hold {
  return command.type === "create_booking" || command.type === "select" || command.type === "buy";
}

function isHolding(status: BookingStatus): boolean {
  return status === "created" || status === "pending_payment" || status === "confirmed";
}

function isOver({ deadlineMs }: Page, nowMs: number): boolean {
  return deadlineMs !== null && nowMs >= deadlineMs;
}

function itemCount({ seats, places }: Page): number {
  return seats.length + sum(places.map(({ count }) => count));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function told(verdict: Verdict, nowMs: number): string {
  if ("page" in verdict) return essence(verdict.page, nowMs);
  return verdict.instead === undefined ? verdict.reason : `${verdict.reason}, instead ${verdict.instead.join(" ")}`;
}

function heard(result: CommandAnswer["result"]): string {
  if (result.ok) return snapshotEssence(result.value);
  const { reason, instead } = result.refusal;
  return Array.isArray(instead) ? `${reason}, instead ${instead.join(" ")}` : reason;
}

function essence(page: Page, nowMs: number): string {
  const status = isOver(page, nowMs) ? "expired" : page.status;
  const totalMinor = sum([
    ...page.seats.map(({ priceMinor }) => priceMinor),
    ...page.places.map(({ count, priceMinor }) => count * priceMinor),
  ]);
  return describeBooking({
    id: page.id,
    buyerId: page.buyer,
    status,
    seats: isHolding(status) ? page.seats : [],
    places: isHolding(status) ? page.places : [],
    totalMinor,
    deadlineMs: status === "expired" ? null : page.deadlineMs,
    paymentId: page.payment,
    createdAtMs: page.createdAtMs,
  });
}

function isAtTheDoor(result: CommandAnswer["result"]): boolean {
  return !result.ok && result.refusal.reason.startsWith("pass_");
}

function describe(command: Command): string {
  return JSON.stringify(command);
}
