import { percentile } from "./percentile.ts";

/** A figure over several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The median is one that was measured: of an even number, the lower of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const ascending = values.toSorted((a, b) => a - b);
  return { median: percentile(ascending, 0.5), min: percentile(ascending, 0), max: percentile(ascending, 1) };
}

/**
 * Of figures measured in the same rounds, round by round: what slows the machine for a while slows both, so that their ratio
 * is steadier than either. NaN when a side has no rounds.
 */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
  const rounds = Math.min(ours.length, theirs.length);
  return spreadOf(Array.from({ length: rounds }, (_, i) => (ours[i] ?? Number.NaN) / (theirs[i] ?? Number.NaN)));
}
