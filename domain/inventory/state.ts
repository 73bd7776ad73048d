/**
 * The inventory of one event in memory: its bookings, and what follows from them, kept up to date by `applyBooking`
 * alone. Everything else reads. It can be rebuilt from the configuration and the bookings at any time.
 *
 * Kept: I1, for the seats together and for each area: free + selected + reserved + sold + blocked = capacity.
 */
import { SEAT_STATUSES, type EventConfig, type SeatStatus } from "../contract/event-object.ts";
import type { BookingId, UserId } from "../contract/ids.ts";
import type { HouseIndex } from "../best-available/house-index.ts";
import type { Booking } from "./booking.ts";
import { DueHeap } from "./due-heap.ts";

export interface AreaState {
  readonly capacity: number;
  readonly priceMinor: number;
  selected: number;
  reserved: number;
  sold: number;
}

export interface InventoryState {
  readonly config: EventConfig;
  /** Grows with each version of each booking. */
  version: number;
  readonly bookings: Map<BookingId, Booking>;
  /** Price of each seat in plan order, minor units, for holds that begin now. */
  readonly seatPrices: Float64Array;
  /** An index into SEAT_STATUSES for each seat in plan order. */
  readonly seatStatuses: Uint8Array;
  /** How many seats have each status, by index into SEAT_STATUSES. */
  readonly seatCounts: Uint32Array;
  /** Which booking holds each seat, in plan order. */
  readonly seatOwners: (BookingId | undefined)[];
  readonly blockedSeats: ReadonlySet<number>;
  /** For choosing seats, from the first choice on; says nothing that the rest does not say. */
  houseIndex: HouseIndex | undefined;
  readonly areas: readonly AreaState[];
  /** A buyer's bookings that hold items: each of his commands counts them (I8). */
  readonly holdingOf: Map<UserId, BookingId[]>;
  /** A buyer's bookings that ended and are not forgotten yet. */
  readonly endedOf: Map<UserId, BookingId[]>;
  /** When holds and payments end. */
  readonly deadlines: DueHeap;
  /** When ended bookings may be forgotten. */
  readonly retirements: DueHeap;
}

export const SEAT_CODE: Readonly<Record<SeatStatus, number>> = {
  FREE: SEAT_STATUSES.indexOf("FREE"),
  SELECTED: SEAT_STATUSES.indexOf("SELECTED"),
  RESERVED: SEAT_STATUSES.indexOf("RESERVED"),
  SOLD: SEAT_STATUSES.indexOf("SOLD"),
  BLOCKED: SEAT_STATUSES.indexOf("BLOCKED"),
};

/** The inventory before its first booking. `config` must have passed `findConfigFault`. */
export function createState(config: EventConfig): InventoryState {
  const priceOf = (category: number): number => config.categories[category]?.priceMinor ?? 0;
  const seatPrices = new Float64Array(config.seatCategories.reduce((sum, [, count]) => sum + count, 0));
  let seat = 0;
  for (const [category, count] of config.seatCategories) seatPrices.fill(priceOf(category), seat, (seat += count));
  const seatStatuses = new Uint8Array(seatPrices.length).fill(SEAT_CODE.FREE);
  const blockedSeats = new Set(config.blockedSeats);
  for (const blocked of blockedSeats) seatStatuses[blocked] = SEAT_CODE.BLOCKED;
  const seatCounts = new Uint32Array(SEAT_STATUSES.length);
  seatCounts[SEAT_CODE.FREE] = seatPrices.length - blockedSeats.size;
  seatCounts[SEAT_CODE.BLOCKED] = blockedSeats.size;
  return {
    config,
    version: 0,
    bookings: new Map(),
    seatPrices,
    seatStatuses,
    seatCounts,
    seatOwners: Array.from<BookingId | undefined>({ length: seatPrices.length }),
    blockedSeats,
    houseIndex: undefined,
    areas: config.areas.map(({ capacity, category }) => ({
      capacity,
      priceMinor: priceOf(category),
      selected: 0,
      reserved: 0,
      sold: 0,
    })),
    holdingOf: new Map(),
    endedOf: new Map(),
    deadlines: new DueHeap(),
    retirements: new DueHeap(),
  };
}

/** Places of an area that nobody holds; negative when the organiser has lowered the capacity below what is held. */
export function freePlaces({ capacity, selected, reserved, sold }: AreaState): number {
  return capacity - selected - reserved - sold;
}
