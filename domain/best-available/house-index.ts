/**
 * Which seats of a house may be chosen, and how many of them lie together: what makes a choice fast when nearly all is
 * sold. It follows the inventory's seats; a seat that changes costs a note, and its segment is looked at when somebody
 * chooses. All that it says can be told from the bookings and the time, so a replay chooses the same seats.
 */
import { SEAT_STATUSES } from "../contract/event-object.ts";
import { NO_SEGMENT, type House } from "./house.ts";
import { nearestFirst, type NearestFirst } from "./nearest-first.ts";

const FREE = SEAT_STATUSES.indexOf("FREE");

export class HouseIndex {
  readonly house: House;
  /** 1 for each seat that may be chosen. Right after `refresh`, as is `longest`. */
  readonly open: Uint8Array;
  /** How many open seats lie together at most, in each segment. */
  readonly longest: Uint32Array;
  /** How many segments have each value of `longest`, and the greatest of these: a sold-out house is known at a glance. */
  readonly #countOf: Uint32Array;
  #longestOfAll = 0;
  /** The inventory's own: an index into SEAT_STATUSES for each seat. */
  readonly #statuses: Uint8Array;
  readonly #isStale: Uint8Array;
  readonly #stale: number[] = [];
  /** Seats of holds that are over and not tidied yet (I6). */
  readonly #due = new Set<number>();
  #dueAtMs: number | undefined;
  /** Seats that are being taken by the choice under way. */
  readonly #closed = new Set<number>();
  readonly #orders = new Map<number, NearestFirst>();

  constructor(house: House, statuses: Uint8Array) {
    this.house = house;
    this.open = new Uint8Array(statuses.length);
    this.longest = new Uint32Array(house.segments.firstSeat.length);
    this.#countOf = new Uint32Array(house.segments.seatCount.reduce((max, count) => Math.max(max, count), 0) + 1);
    this.#countOf[0] = this.longest.length;
    this.#statuses = statuses;
    this.#isStale = new Uint8Array(this.longest.length);
    for (let segment = 0; segment < this.longest.length; segment++) this.#markStale(segment);
  }

  /** How many open seats lie together at most, in the whole house. */
  get longestOfAll(): number {
    return this.#longestOfAll;
  }

  /** A seat's status has changed. Whoever had it, his hold is no longer one that is due. */
  touch(seat: number): void {
    if (this.#due.size > 0) this.#due.delete(seat);
    this.#markStaleAt(seat);
  }

  /** The house at `nowMs`. `dueSeats`: of holds that are over then; read only when the time is another one than before. */
  asOf(nowMs: number, dueSeats: Iterable<number>): void {
    if (nowMs !== this.#dueAtMs) {
      for (const seat of this.#due) this.#markStaleAt(seat);
      this.#due.clear();
      for (const seat of dueSeats) {
        this.#due.add(seat);
        this.#markStaleAt(seat);
      }
      this.#dueAtMs = nowMs;
    }
    this.#refresh();
  }

  /** As if these were taken too, until `reopen`. */
  close(seats: Iterable<number>): void {
    for (const seat of seats) {
      this.#closed.add(seat);
      this.#markStaleAt(seat);
    }
    this.#refresh();
  }

  reopen(): void {
    for (const seat of this.#closed) this.#markStaleAt(seat);
    this.#closed.clear();
    this.#refresh();
  }

  nearestFirst(size: number): NearestFirst {
    const kept = this.#orders.get(size);
    if (kept !== undefined) return kept;
    const order = nearestFirst(this.house, size);
    this.#orders.set(size, order);
    return order;
  }

  #markStaleAt(seat: number): void {
    const segment = this.house.segmentOf[seat] ?? NO_SEGMENT;
    if (segment !== NO_SEGMENT) this.#markStale(segment);
  }

  #markStale(segment: number): void {
    if (this.#isStale[segment] === 1) return;
    this.#isStale[segment] = 1;
    this.#stale.push(segment);
  }

  #refresh(): void {
    for (const segment of this.#stale) {
      this.#isStale[segment] = 0;
      this.#setLongest(segment, this.#reopenSeats(segment));
    }
    this.#stale.length = 0;
    while (this.#longestOfAll > 0 && this.#countOf[this.#longestOfAll] === 0) this.#longestOfAll--;
  }

  #setLongest(segment: number, longest: number): void {
    const before = this.longest[segment] ?? 0;
    this.#countOf[before] = (this.#countOf[before] ?? 0) - 1;
    this.#countOf[longest] = (this.#countOf[longest] ?? 0) + 1;
    this.longest[segment] = longest;
    if (longest > this.#longestOfAll) this.#longestOfAll = longest;
  }

  /** Brings the seats of a segment up to date; the longest run of open ones. */
  #reopenSeats(segment: number): number {
    const { firstSeat, seatCount } = this.house.segments;
    const { open } = this;
    // In locals: this loop is most of what the index costs.
    const [statuses, due, closed] = [this.#statuses, this.#due, this.#closed];
    const isPlain = due.size === 0 && closed.size === 0;
    const first = firstSeat[segment] ?? 0;
    const end = first + (seatCount[segment] ?? 0);
    let [longest, run] = [0, 0];
    for (let seat = first; seat < end; seat++) {
      const isFree = statuses[seat] === FREE;
      const isOpen = isPlain ? isFree : (isFree || due.has(seat)) && !closed.has(seat);
      open[seat] = isOpen ? 1 : 0;
      run = isOpen ? run + 1 : 0;
      if (run > longest) longest = run;
    }
    return longest;
  }
}
