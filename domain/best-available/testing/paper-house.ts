import type { EventConfig, HouseLayout } from "../../contract/event-object.ts";
import { mintEventId } from "../../contract/ids.ts";
import { MAX_DISTANCE, packDistances } from "../seat-distances.ts";

/** A seat as one draws it on paper. */
export interface PaperSeat {
  readonly seat: number;
  readonly zone: number;
  readonly row: number;
  readonly category: number;
  readonly isAccessible: boolean;
  readonly distance: number;
  /** The next seat is its neighbour. */
  readonly joinsNext: boolean;
  isFree: boolean;
}

export interface PaperHouse {
  readonly seats: PaperSeat[];
  readonly config: EventConfig;
  readonly layout: HouseLayout;
}

/** A letter per seat: lower case is free, upper case taken. s: stalls (category 0), b: balcony (1), w: accessible (0). */
const KINDS = "sbw";

/**
 * A house by zone, each a list of rows. `|` is an aisle. `distanceOf` the seat in a row (0 is the first of the house) and
 * column, characters from the row's start; without it, the middle of the first row is the best place.
 */
export function paperHouse(
  zones: Readonly<Record<string, readonly string[]>>,
  distanceOf = (row: number, column: number, length: number): number => 4 * row + Math.abs(column - (length - 1) / 2),
): PaperHouse {
  const drawn: (Omit<PaperSeat, "distance" | "joinsNext"> & { raw: number; endsPart: boolean })[] = [];
  const rows: [number, number, number][] = [];
  for (const [zone, lines] of Object.values(zones).entries()) {
    for (const line of lines) {
      const row = rows.length;
      const firstSeat = drawn.length;
      for (const [column, letter] of line.split("").entries()) {
        const kind = letter.toLowerCase();
        if (!KINDS.includes(kind)) continue;
        drawn.push({
          seat: drawn.length,
          zone,
          row,
          category: kind === "b" ? 1 : 0,
          isAccessible: kind === "w",
          raw: distanceOf(row, column, line.length),
          endsPart: column + 1 === line.length || line[column + 1] === "|",
          isFree: letter === kind,
        });
      }
      rows.push([zone, firstSeat, drawn.length - firstSeat]);
    }
  }
  const farthest = Math.max(...drawn.map(({ raw }) => raw));
  const seats = drawn.map(({ raw, endsPart, ...seat }, i): PaperSeat => ({
    ...seat,
    distance: farthest === 0 ? 0 : Math.round((raw / farthest) * MAX_DISTANCE),
    joinsNext: !endsPart && drawn[i + 1]?.isAccessible === seat.isAccessible,
  }));
  const layout: HouseLayout = {
    rows,
    zones: Object.keys(zones),
    aislesAfter: drawn.flatMap(({ seat, row, endsPart }) => (endsPart && drawn[seat + 1]?.row === row ? [seat] : [])),
    distances: packDistances(drawn.map(({ raw }) => raw)),
    accessibleSeats: seats.flatMap(({ seat, isAccessible }) => (isAccessible ? [seat] : [])),
  };
  return { seats, layout, config: configOf(seats, layout) };
}

function configOf(seats: readonly PaperSeat[], house: HouseLayout): EventConfig {
  return {
    eventId: mintEventId((length) => new Uint8Array(length)),
    version: 1,
    currency: "eur",
    categories: [
      { name: "Stalls", priceMinor: 5_000 },
      { name: "Balcony", priceMinor: 2_000 },
    ],
    seatCategories: seats.map(({ category }) => [category, 1] as const),
    blockedSeats: [],
    areas: [],
    maxPerBuyer: 50,
    maxOpenBookingsPerBuyer: 10,
    holdTtlMs: 600_000,
    paymentTtlMs: 900_000,
    saleFromMs: null,
    saleUntilMs: null,
    house,
  };
}
