import { createRandom } from "../../domain/simulation/random.ts";

/** Seats of the house that every contender sells. */
export const HOUSE_SEATS = 50_000;
const MAX_SEATS_PER_HOLD = 4;

/** One hold that somebody asks for: 1 to 4 different seats at random. */
export interface HoldWish {
  /** 0 ≤ buyer < buyers. */
  readonly buyer: number;
  /** Indexes in the house. */
  readonly seats: readonly number[];
  readonly key: string;
}

/** The same wishes for the same seed, whoever has to serve them. Buyers take turns, so that each asks equally often. */
export function drawWishes(seed: number, count: number, buyers: number): HoldWish[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const size = 1 + Math.floor(random() * MAX_SEATS_PER_HOLD);
    const seats = new Set<number>();
    while (seats.size < size) seats.add(Math.floor(random() * HOUSE_SEATS));
    return { buyer: i % buyers, seats: [...seats], key: `bench-${seed}-${i}` };
  });
}
