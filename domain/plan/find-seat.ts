import type { PlanLayout, PlanRow } from "./plan-layout.ts";

/** What a ticket or a mail says of a seat. */
export interface SeatLabel {
  readonly zone: string;
  readonly row: string;
  readonly seat: string;
}

/** What of a plan names its seats. */
export type SeatNames = Pick<PlanLayout, "zones" | "rows"> & { readonly seats: Pick<PlanLayout["seats"], "label"> };

/** The row that a seat is in, by binary search. Throws a RangeError when the plan has no such seat. */
export function rowOfSeat(layout: Pick<PlanLayout, "rows">, seat: number): PlanRow {
  let [low, high] = [0, layout.rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const row = layout.rows[middle];
    if (row === undefined) break;
    if (seat < row.firstSeat) high = middle - 1;
    else if (seat >= row.firstSeat + row.seatCount) low = middle + 1;
    else return row;
  }
  throw new RangeError(`the plan has no seat ${seat}`);
}

/** Zone, row and seat as people read them. Throws a RangeError when the plan has no such seat. */
export function seatLabel(layout: SeatNames, seat: number): SeatLabel {
  const row = rowOfSeat(layout, seat);
  return {
    zone: layout.zones[row.zone]?.name ?? "",
    row: row.label,
    seat: layout.seats.label[seat] ?? "",
  };
}

/** Seats by the plan's own ids, in the order asked for; `missing` are the ids that the plan does not have. */
export function seatsByGuid(
  layout: PlanLayout,
  guids: readonly string[],
): { readonly seats: readonly number[]; readonly missing: readonly string[] } {
  const index = new Map(layout.seats.guid.map((guid, seat) => [guid, seat]));
  const seats: number[] = [];
  const missing: string[] = [];
  for (const guid of guids) {
    const seat = index.get(guid);
    if (seat === undefined) missing.push(guid);
    else seats.push(seat);
  }
  return { seats, missing };
}
