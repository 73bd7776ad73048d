import { Random } from "../../rush/random.ts";
import { SALES } from "./sales.ts";

/** Somebody who comes to buy; follows from the seed and his number alone. */
export interface Person {
  readonly n: number;
  /** Index of the sale that he comes for. */
  readonly sale: number;
  /** Seats or places. */
  readonly party: number;
  /** Holds and starts the payment in one call. */
  readonly buysAtOnce: boolean;
  /** Wants a seat of his own choice first. */
  readonly isChoosy: boolean;
  /** Presses the button that starts the payment twice at once: one request under one key, or two tabs. */
  readonly doubleClicks: "never" | "one_key" | "two_keys";
  readonly pays: "at_once" | "after_decline" | "late" | "never";
  readonly cancels: "never" | "before_payment" | "after_payment";
  readonly acceptsEqualSeats: boolean;
  /** Sends what was answered once more, later, under the same key. */
  readonly repeats: boolean;
  /** For the moments on his way. */
  readonly random: Random;
}

const MAX_PARTY = 3;

export function planPerson(seed: number, n: number): Person {
  const random = Random.ofNumber(seed, n);
  return {
    n,
    sale: pick(
      random.next(),
      SALES.map(({ share }, index) => [index, share] as const),
    ),
    party: 1 + random.below(MAX_PARTY),
    buysAtOnce: random.chance(0.3),
    isChoosy: random.chance(0.4),
    doubleClicks: pick(random.next(), [
      ["never", 0.7],
      ["one_key", 0.15],
      ["two_keys", 0.15],
    ]),
    pays: pick(random.next(), [
      ["at_once", 0.72],
      ["after_decline", 0.1],
      ["late", 0.1],
      ["never", 0.08],
    ]),
    cancels: pick(random.next(), [
      ["never", 0.8],
      ["before_payment", 0.07],
      ["after_payment", 0.13],
    ]),
    acceptsEqualSeats: random.chance(0.3),
    repeats: random.chance(0.2),
    random,
  };
}

/** The choice into whose share `at`, from 0 to 1, falls; the last one when the shares are less than 1 together. */
function pick<T>(at: number, choices: readonly (readonly [choice: T, share: number])[]): T {
  let below = 0;
  for (const [choice, share] of choices) {
    below += share;
    if (at < below) return choice;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new Error("there is nothing to choose from");
  return last[0];
}
