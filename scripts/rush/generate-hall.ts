import type { PlanLayout, PlanRow } from "../../domain/plan/plan-layout.ts";

const SEAT_PX = 10;
const ROW_PX = 14;
const STAGE_PX = 120;

/** From the stage to the roof: share of the seats, price of one. */
const ZONES = [
  { name: "Stalls", color: "#b3261e", share: 0.5, priceMinor: 6_500 },
  { name: "Circle", color: "#e07a1f", share: 0.3, priceMinor: 4_500 },
  { name: "Balcony", color: "#3b6fb5", share: 0.2, priceMinor: 2_900 },
] as const;

/** A price for each category of `generateHall`, whose categories are its zones. */
export const HALL_PRICES = ZONES.map(({ name, priceMinor }) => ({ category: name, priceMinor }));

/** A hall with so many seats exactly: straight rows before a stage at the top, in three zones, each a category. */
export function generateHall(seats: number): PlanLayout {
  const rowLength = Math.min(60, Math.max(4, Math.ceil(Math.sqrt(2 * seats))));
  const width = rowLength * SEAT_PX;
  const rows: PlanRow[] = [];
  const columns = {
    guid: [] as string[],
    label: [] as string[],
    category: [] as number[],
    x: [] as number[],
    y: [] as number[],
  };
  let next = 0;
  ZONES.forEach(({ name, share }, zone) => {
    const isLast = zone === ZONES.length - 1;
    const end = isLast ? seats : Math.min(seats, next + Math.round(seats * share));
    for (let row = 1; next < end; row++) {
      const seatCount = Math.min(rowLength, end - next);
      rows.push({ zone, label: String(row), firstSeat: next, seatCount });
      for (let seat = 1; seat <= seatCount; seat++, next++) {
        columns.guid.push(`${name}-${row}-${seat}`);
        columns.label.push(String(seat));
        columns.category.push(zone);
        columns.x.push((width - seatCount * SEAT_PX) / 2 + seat * SEAT_PX);
        columns.y.push(STAGE_PX + rows.length * ROW_PX);
      }
    }
  });
  return {
    name: `Rush hall of ${seats}`,
    width,
    height: STAGE_PX + (rows.length + 1) * ROW_PX,
    categories: ZONES.map(({ name, color }) => ({ name, color })),
    zones: ZONES.map(({ name }) => ({ name })),
    rows,
    seats: columns,
    shapes: [],
  };
}
