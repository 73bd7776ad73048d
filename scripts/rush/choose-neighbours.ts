import type { PlanRow } from "../../domain/plan/plan-layout.ts";
import type { Random } from "./random.ts";

const GLANCES = 24;

/**
 * What a person does at the map: `count` free seats side by side, anywhere. Looks here and there first, then through the
 * whole house from a random row on; with nothing so wide left, one seat fewer. Undefined: nothing is free.
 */
export function chooseNeighbours(
  isFree: (seat: number) => boolean,
  rows: readonly PlanRow[],
  count: number,
  random: Random,
): readonly number[] | undefined {
  for (let glance = 0; glance < GLANCES; glance++) {
    const row = rows[random.below(rows.length)];
    if (row === undefined || row.seatCount < count) continue;
    const first = row.firstSeat + random.below(row.seatCount - count + 1);
    if (areFree(isFree, first, count)) return seatsFrom(first, count);
  }
  const start = random.below(rows.length);
  for (let wanted = count; wanted > 0; wanted--) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[(start + i) % rows.length];
      const first = row && firstRun(isFree, row, wanted);
      if (first !== undefined) return seatsFrom(first, wanted);
    }
  }
  return undefined;
}

function firstRun(
  isFree: (seat: number) => boolean,
  { firstSeat, seatCount }: PlanRow,
  count: number,
): number | undefined {
  let run = 0;
  for (let seat = firstSeat; seat < firstSeat + seatCount; seat++) {
    run = isFree(seat) ? run + 1 : 0;
    if (run === count) return seat - count + 1;
  }
  return undefined;
}

function areFree(isFree: (seat: number) => boolean, first: number, count: number): boolean {
  for (let seat = first; seat < first + count; seat++) if (!isFree(seat)) return false;
  return true;
}

function seatsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
