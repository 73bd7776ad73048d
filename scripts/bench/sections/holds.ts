import { MINUTE_MS } from "../../../domain/time.ts";
import { BUYERS, type Contender } from "../contender.ts";
import { checkContender } from "../check-contender.ts";
import { drawWishes } from "../draw-wishes.ts";
import { countFsyncs } from "../measure/count-fsyncs.ts";
import { measureRound, type Round } from "../measure/round.ts";
import { createRandom } from "../../../domain/simulation/random.ts";

export interface HoldsOptions {
  readonly rounds: number;
  readonly requests: number;
  readonly seed: number;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

export interface HoldFigures {
  readonly contender: Contender;
  readonly rounds: readonly Round[];
  /** Null when nobody could count them. */
  readonly fsyncsPerRequest: number | null;
}

/** So that a run on a slow machine ends, too; a round that has begun is finished. */
const ROUNDS_BUDGET_MS = 5 * MINUTE_MS;
/** Of the warm-up's requests against the rounds'. */
const WARM_UP_SHARE = 1 / 4;

/**
 * Each contender is checked, warmed up while its fsyncs are counted, and then measured in each round, on a fresh house, with the
 * round's wishes, in an order drawn for the round.
 */
export async function measureHolds(contenders: readonly Contender[], options: HoldsOptions): Promise<HoldFigures[]> {
  const { rounds, requests, seed, stop, say } = options;
  const figures = contenders.map((contender) => ({ contender, rounds: [] as Round[], fsyncs: null as number | null }));
  for (const each of figures) each.fsyncs = await warmUp(each.contender, options);
  const random = createRandom(seed);
  const startMs = performance.now();
  for (let round = 1; round <= rounds; round++) {
    if (performance.now() - startMs > ROUNDS_BUDGET_MS) {
      say(`  the time for rounds is used up: ${round - 1} of ${rounds} were made`);
      break;
    }
    const wishes = drawWishes(seed + round, BUYERS + requests, BUYERS);
    for (const { contender, rounds: own } of shuffled(figures, random)) {
      const house = await contender.openHouse();
      const measured = await measureRound(contender, house, wishes, BUYERS, stop);
      own.push(measured);
      say(
        `  round ${round}/${rounds}  ${contender.title.padEnd(64)} ${measured.requestsPerS.toFixed(0).padStart(6)}/s`,
      );
    }
  }
  return figures.map(({ fsyncs, ...each }) => ({ ...each, fsyncsPerRequest: fsyncs }));
}

/** Fsyncs per request. Not in a round: counting costs a little. */
async function warmUp(contender: Contender, { requests, seed, stop }: HoldsOptions): Promise<number | null> {
  await checkContender(contender, await contender.openHouse(), seed);
  const house = await contender.openHouse();
  const wishes = drawWishes(seed, BUYERS + Math.ceil(requests * WARM_UP_SHARE), BUYERS);
  const endCount = await countFsyncs(contender.processes());
  await measureRound(contender, house, wishes, BUYERS, stop);
  const fsyncs = await endCount();
  return fsyncs === null ? null : fsyncs / wishes.length;
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
