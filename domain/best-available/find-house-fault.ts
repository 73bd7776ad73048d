import type { HouseLayout } from "../contract/event-object.ts";

/** Why seats cannot be chosen by a layout, or undefined. `seats`: how many the event has. */
export function findHouseFault(house: HouseLayout, seats: number): string | undefined {
  const isSeat = (seat: number): boolean => Number.isSafeInteger(seat) && seat >= 0 && seat < seats;
  let end = 0;
  for (const [zone, firstSeat, seatCount] of house.rows) {
    if (house.zones[zone] === undefined) return "a row has no such zone";
    if (!Number.isSafeInteger(seatCount) || seatCount < 1) return "a row has no seats";
    if (!isSeat(firstSeat) || firstSeat < end) return "rows are in seat order, each seat in one at most";
    end = firstSeat + seatCount;
  }
  if (end > seats) return "a row's seat is not in the plan";
  if (!house.aislesAfter.every(isSeat)) return "an aisle's seat is not in the plan";
  if (!house.accessibleSeats.every(isSeat)) return "an accessible seat is not in the plan";
  if (!isBase64(house.distances, 2 * seats)) return "distances are 16 bits for each seat, in base64";
  return undefined;
}

function isBase64(text: string, bytes: number): boolean {
  return text.length === 4 * Math.ceil(bytes / 3) && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
