import fc from "fast-check";
import { SEAT_STATUSES } from "../../contract/event-object.ts";
import { buildHouse } from "../house.ts";
import { HouseIndex } from "../house-index.ts";
import type { SeatWish } from "../select-best.ts";
import { paperHouse, type PaperHouse, type PaperSeat } from "./paper-house.ts";

const row = fc
  .array(fc.constantFrom("s", "s", "s", "s", "S", "S", "b", "B", "w", "|"), { minLength: 1, maxLength: 14 })
  .map((letters) => letters.join(""));

/** Small houses of all kinds: aisles, two categories, accessible seats, up to three zones; distances that are often equal. */
export const anyHouse: fc.Arbitrary<PaperHouse> = fc
  .record({
    zones: fc.array(fc.array(row, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    distances: fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 20 }),
  })
  .map(({ zones, distances }) => ({ zones: withSeats(zones), distances }))
  .filter(({ zones }) => zones.flat().length > 0)
  .map(({ zones, distances }) =>
    paperHouse(
      Object.fromEntries(zones.map((rows, zone) => [`Zone ${zone}`, rows])),
      (row, column) => distances[(7 * row + column) % distances.length] ?? 0,
    ),
  );

function withSeats(zones: readonly (readonly string[])[]): string[][] {
  return zones.map((rows) => rows.filter((line) => /[a-z]/i.test(line)));
}

export const anyWish: fc.Arbitrary<SeatWish> = fc.record({
  count: fc.integer({ min: 1, max: 12 }),
  category: fc.constantFrom(undefined, undefined, 0, 1),
  zones: fc.constantFrom(undefined, undefined, new Set([0]), new Set([1, 2])),
  isAccessible: fc.constantFrom(false, false, false, true),
});

const [FREE, SOLD] = [SEAT_STATUSES.indexOf("FREE"), SEAT_STATUSES.indexOf("SOLD")];

/** The index of a house on paper, and the statuses that it follows. */
export function indexOf({ config, layout, seats }: PaperHouse): { index: HouseIndex; statuses: Uint8Array } {
  const statuses = Uint8Array.from(seats, ({ isFree }) => (isFree ? FREE : SOLD));
  const index = new HouseIndex(buildHouse(config, layout), statuses);
  index.asOf(0, []);
  return { index, statuses };
}

/** A seat changes hands, on paper and in the index. */
export function flip(seat: PaperSeat, { index, statuses }: ReturnType<typeof indexOf>): void {
  seat.isFree = !seat.isFree;
  statuses[seat.seat] = seat.isFree ? FREE : SOLD;
  index.touch(seat.seat);
}
