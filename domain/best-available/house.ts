/**
 * The house as the choice of seats works on it: typed arrays, because a stadium has 100,000 seats and an object 128 MB.
 *
 * A segment is as far as neighbours go: a row, or the part of it up to an aisle or to where accessible seats begin or end.
 * Those are sold apart from the others, so a seat beside them is a seat at the end. Segments are numbered in seat order.
 */
import type { EventConfig, HouseLayout } from "../contract/event-object.ts";
import { unpackDistances } from "./seat-distances.ts";

export interface House {
  /** Of each seat from the focal point. */
  readonly distances: Uint16Array;
  /** Of each seat: an index into the event's categories. */
  readonly categories: Uint16Array;
  /** The segment of each seat; NO_SEGMENT for one that is in no row. */
  readonly segmentOf: Int32Array;
  readonly segments: Segments;
  /** The rows of each zone, in plan order. */
  readonly rowsOfZone: readonly (readonly number[])[];
  /** Which of its zone's rows each row is. */
  readonly rankInZone: Uint32Array;
  /** The first segment of each row, and one more: a row's segments end where those of the next begin. */
  readonly firstSegment: Uint32Array;
}

/** Columns; element i is of segment i. */
export interface Segments {
  readonly firstSeat: Uint32Array;
  readonly seatCount: Uint32Array;
  readonly row: Uint32Array;
  readonly zone: Uint32Array;
  readonly isAccessible: Uint8Array;
  /** Of all its seats, or MIXED. */
  readonly category: Int32Array;
}

export const NO_SEGMENT = -1;
export const MIXED = -1;

/** `config` and `layout` must have passed `findHouseFault`. */
export function buildHouse(config: EventConfig, layout: HouseLayout): House {
  const distances = unpackDistances(layout.distances);
  const categories = new Uint16Array(distances.length);
  let seat = 0;
  for (const [category, count] of config.seatCategories) categories.fill(category, seat, (seat += count));
  const { parts, firstSegment } = cutRows(layout);
  const segments = columnsOf(parts, categories);
  const segmentOf = new Int32Array(distances.length).fill(NO_SEGMENT);
  for (const [index, { first, count }] of parts.entries()) segmentOf.fill(index, first, first + count);
  return { distances, categories, segmentOf, segments, firstSegment, ...rankRows(layout) };
}

interface Part {
  readonly first: number;
  readonly count: number;
  readonly row: number;
  readonly zone: number;
  readonly isAccessible: boolean;
}

function cutRows({ rows, aislesAfter, accessibleSeats }: HouseLayout): Pick<House, "firstSegment"> & { parts: Part[] } {
  const aisles = new Set(aislesAfter);
  const accessible = new Set(accessibleSeats);
  const parts: Part[] = [];
  const firstSegment = new Uint32Array(rows.length + 1);
  for (const [row, [zone, rowStart, seatCount]] of rows.entries()) {
    firstSegment[row] = parts.length;
    let first = rowStart;
    for (let seat = rowStart; seat < rowStart + seatCount; seat++) {
      const isAccessible = accessible.has(seat);
      const isLast = seat + 1 === rowStart + seatCount || aisles.has(seat) || accessible.has(seat + 1) !== isAccessible;
      if (!isLast) continue;
      parts.push({ first, count: seat + 1 - first, row, zone, isAccessible });
      first = seat + 1;
    }
  }
  firstSegment[rows.length] = parts.length;
  return { parts, firstSegment };
}

function columnsOf(parts: readonly Part[], categories: Uint16Array): Segments {
  return {
    firstSeat: Uint32Array.from(parts, ({ first }) => first),
    seatCount: Uint32Array.from(parts, ({ count }) => count),
    row: Uint32Array.from(parts, ({ row }) => row),
    zone: Uint32Array.from(parts, ({ zone }) => zone),
    isAccessible: Uint8Array.from(parts, ({ isAccessible }) => Number(isAccessible)),
    category: Int32Array.from(parts, ({ first, count }) => {
      const seats = categories.subarray(first, first + count);
      return seats.every((category) => category === seats[0]) ? (seats[0] ?? MIXED) : MIXED;
    }),
  };
}

function rankRows({ rows, zones }: HouseLayout): Pick<House, "rowsOfZone" | "rankInZone"> {
  const rowsOfZone: number[][] = zones.map(() => []);
  const rankInZone = new Uint32Array(rows.length);
  for (const [row, [zone]] of rows.entries()) rankInZone[row] = (rowsOfZone[zone]?.push(row) ?? 1) - 1;
  return { rowsOfZone, rankInZone };
}
