import { Random } from "./random.ts";
import { STYLES, type RushOptions, type Style } from "./rush-options.ts";

/** Where a buyer walks away from what he holds. */
export type Abandons = "never" | "before_payment" | "during_payment";

/** What a fan is like; follows from the seed and his number alone. */
export interface FanPlan {
  readonly n: number;
  /** After the doors have opened. */
  readonly arrivesAfterMs: number;
  readonly style: Style;
  /** Seats that he would like, side by side. */
  readonly party: number;
  /** Wants the best of one category only; an index into the hall's. */
  readonly category: number | null;
  /** Joins the queue and never comes back. */
  readonly isGhost: boolean;
  readonly abandons: Abandons;
  /** Who walked away asks for the same seats again in the instant in which his hold ends. */
  readonly comesBack: boolean;
  /** The first card is declined. */
  readonly declines: boolean;
  /** Sends every effect twice at once. */
  readonly doubleClicks: boolean;
  /** Pays around the end of the payment's time. */
  readonly paysLate: boolean;
  /** Tries for more seats than one buyer may have. */
  readonly isGreedy: boolean;
  /** For the choices on his way. */
  readonly random: Random;
}

const MAX_PARTY = 4;
const CATEGORY_SHARE = 0.3;
const COMES_BACK_SHARE = 0.5;
const GREEDY_SHARE = 0.03;
/** Most fans come at once; the last ones after this time, or later where there are many. */
const SHORTEST_RUSH_MS = 5_000;
const RUSH_MS_PER_FAN = 2;

export function planFan(options: RushOptions, categories: number, n: number): FanPlan {
  const random = Random.ofNumber(options.seed, n);
  const rushMs = Math.max(SHORTEST_RUSH_MS, options.fans * RUSH_MS_PER_FAN);
  const style = pickStyle(options.mix, random.next());
  // The square puts seven of ten fans into the first half.
  const arrivesAfterMs = Math.round(rushMs * random.next() ** 2);
  const party = 1 + random.below(MAX_PARTY);
  const category = random.chance(CATEGORY_SHARE) ? random.below(categories) : null;
  const isGhost = options.hasQueue && random.chance(options.ghosts);
  const walksAway = random.chance(options.abandon);
  const abandons = walksAway ? (random.chance(0.5) ? "before_payment" : "during_payment") : "never";
  const comesBack = random.chance(COMES_BACK_SHARE);
  const paysLate = !walksAway && random.chance(options.payLate);
  const declines = !paysLate && random.chance(options.decline);
  const doubleClicks = random.chance(options.doubleClick);
  const isGreedy = random.chance(GREEDY_SHARE);
  const nature = { isGhost, abandons, comesBack, declines, doubleClicks, paysLate, isGreedy } as const;
  return { n, arrivesAfterMs, style, party, category, ...nature, random };
}

function pickStyle(mix: RushOptions["mix"], at: number): Style {
  let below = 0;
  for (const style of STYLES) {
    below += mix[style];
    if (at < below) return style;
  }
  return "mixed";
}
