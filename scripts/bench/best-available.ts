/**
 * How long a choice of the best seats takes in a stadium of 100,000, empty, half, nearly and wholly sold; and what keeping
 * the index up to date costs a booking. Alone: `node scripts/bench/best-available.ts`.
 */
import { buildHouse } from "../../domain/best-available/house.ts";
import { HouseIndex } from "../../domain/best-available/house-index.ts";
import { selectBest } from "../../domain/best-available/select-best.ts";
import { applyBooking } from "../../domain/inventory/apply.ts";
import type { InventoryState } from "../../domain/inventory/state.ts";
import { bookingOf, stadiumPlan, stadiumSale } from "./scenes/stadium-sale.ts";
import { createRandom } from "../../domain/simulation/random.ts";

const SEED = 1;
const SHARES = [0, 0.5, 0.99, 1];
const COUNTS = [1, 2, 4, 8];
const ROUNDS = 2_000;
const WARM_UP = 500;
const BOOKINGS = 10_000;
const TURNS = 9;

export interface BestAvailableFigure {
  readonly soldShare: number;
  readonly count: number;
  readonly medianUs: number;
  readonly p99Us: number;
  /** How often the seats were not together, of all choices. */
  readonly spreadShare: number;
}

export interface BestAvailableBench {
  readonly choices: readonly BestAvailableFigure[];
  /** Building the index, once per start of an object. */
  readonly buildMs: number;
  /** Two seats taken or given back: without the index, with it, and brought up to date each time as for a choice. */
  readonly applyUs: { readonly withoutIndex: number; readonly withIndex: number; readonly withChoices: number };
}

/** Measures and prints. Takes some ten seconds of one core. */
export function benchBestAvailable(print: (line: string) => void = console.log): BestAvailableBench {
  const plan = stadiumPlan();
  const random = createRandom(SEED);
  const choices: BestAvailableFigure[] = [];
  for (const share of SHARES) {
    const state = stadiumSale(plan, share, random);
    for (const count of COUNTS) choices.push(measureChoices(state, share, count, random));
  }
  const state = stadiumSale(plan, 0.5, random);
  state.houseIndex = undefined;
  const startedAt = performance.now();
  indexOf(state);
  const bench = { choices, buildMs: performance.now() - startedAt, applyUs: measureApply(state, random) };
  printTable(bench, print);
  return bench;
}

function indexOf({ config, seatStatuses }: InventoryState): HouseIndex {
  if (config.house === undefined) throw new Error("the stadium has no house");
  const index = new HouseIndex(buildHouse(config, config.house), seatStatuses);
  index.asOf(0, []);
  return index;
}

/** Each choice is held before the next one and an earlier one given back, so that the house stays as full as it was. */
function measureChoices(state: InventoryState, soldShare: number, count: number, random: () => number) {
  const index = indexOf(state);
  state.houseIndex = index;
  const timesUs: number[] = [];
  const held: (readonly number[])[] = [];
  let spread = 0;
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const category = Math.floor(random() * 5);
    const startedAt = performance.now();
    index.asOf(0, []);
    const seats = selectBest(index, { count, category, zones: undefined, isAccessible: false });
    if (round >= 0) timesUs.push((performance.now() - startedAt) * 1_000);
    if (seats.some((seat, i) => i > 0 && seat !== (seats[i - 1] ?? 0) + 1)) spread++;
    applyBooking(state, bookingOf(10_000_000 + round, seats, "created"));
    held.push(seats);
    const oldest = held.length > 50 ? held.shift() : undefined;
    if (oldest !== undefined) applyBooking(state, bookingOf(10_000_000 + round - 50, oldest, "cancelled"));
  }
  for (const [i, seats] of held.entries()) {
    applyBooking(state, bookingOf(10_000_000 + ROUNDS - held.length + i, seats, "cancelled"));
  }
  const sorted = timesUs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0;
  return { soldShare, count, medianUs: at(0.5), p99Us: at(0.99), spreadShare: spread / (ROUNDS + WARM_UP) };
}

/** Turn by turn without, with and with again, because machine and inventory change under the measurement. */
function measureApply(state: InventoryState, random: () => number): BestAvailableBench["applyUs"] {
  const index = indexOf(state);
  const turns = Array.from({ length: TURNS }, (_, turn) => ({
    withoutIndex: measureTurn(state, undefined, () => {}, 3 * turn, random),
    withIndex: measureTurn(state, index, () => {}, 3 * turn + 1, random),
    withChoices: measureTurn(state, index, () => index.asOf(0, []), 3 * turn + 2, random),
  }));
  return {
    withoutIndex: middle(turns.map(({ withoutIndex }) => withoutIndex)),
    withIndex: middle(turns.map(({ withIndex }) => withIndex)),
    withChoices: middle(turns.map(({ withChoices }) => withChoices)),
  };
}

function measureTurn(
  state: InventoryState,
  index: HouseIndex | undefined,
  afterEach: () => void,
  turn: number,
  random: () => number,
): number {
  const free = Array.from(state.seatOwners.keys()).filter((seat) => state.seatOwners[seat] === undefined);
  const bookings = Array.from({ length: BOOKINGS }, (_, i) => {
    const first = Math.floor(random() * (free.length - 1));
    const [number, seats] = [20_000_000 + turn * BOOKINGS + i, [free[first] ?? 0, free[first + 1] ?? 0]];
    return [bookingOf(number, seats, "created"), bookingOf(number, seats, "cancelled")];
  }).flat();
  state.houseIndex = index;
  const startedAt = performance.now();
  for (const booking of bookings) {
    applyBooking(state, booking);
    afterEach();
  }
  return ((performance.now() - startedAt) * 1_000) / bookings.length;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? 0;
}

function printTable({ choices, buildMs, applyUs }: BestAvailableBench, print: (line: string) => void): void {
  print("Best available seats, stadium of 100,000, one of five categories at random, each choice held:");
  print("   sold   n   median µs   p99 µs   not together");
  for (const { soldShare, count, medianUs, p99Us, spreadShare } of choices) {
    const cells = [`${soldShare * 100} %`.padStart(7), String(count).padStart(3), medianUs.toFixed(1).padStart(11)];
    print([...cells, p99Us.toFixed(1).padStart(8), `${(spreadShare * 100).toFixed(0)} %`.padStart(14)].join(" "));
  }
  print(`The index is built in ${buildMs.toFixed(1)} ms, at the first choice.`);
  const { withoutIndex, withIndex, withChoices } = applyUs;
  const figures = [withoutIndex, withIndex, withChoices].map((us) => us.toFixed(2));
  print(`applyBooking: ${figures[0]} µs without it, ${figures[1]} with it, ${figures[2]} with a choice after each.`);
}

if (import.meta.main) benchBestAvailable();
