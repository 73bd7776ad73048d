import { BUYERS, type Contender } from "../contender.ts";
import { drawWishes } from "../draw-wishes.ts";
import { runLoad } from "../load/run-load.ts";
import { measureRound } from "../measure/round.ts";
import { percentile } from "../measure/percentile.ts";
import { waitUntilQuiet } from "../measure/wait-until-quiet.ts";
import { createRandom } from "../../../domain/simulation/random.ts";

export interface LatencyFigures {
  readonly title: string;
  readonly offeredPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  /** Answers that were neither a hold nor a conflict. */
  readonly odd: number;
}

export interface LatencyOptions {
  readonly requests: number;
  readonly seed: number;
  readonly stop: AbortSignal;
  /** The median of the rounds, where there were some. */
  readonly topPerS: number | undefined;
}

const OPEN_CONNECTIONS = 256;

/** Holds that come as they like, at half of what the contender can do, each timed from when it was due. */
export async function measureLatency(contender: Contender, options: LatencyOptions): Promise<LatencyFigures> {
  const { requests, seed, stop } = options;
  const wishes = drawWishes(seed, BUYERS + requests, BUYERS);
  const topPerS = options.topPerS ?? (await topRate(contender, options));
  const offeredPerS = topPerS / 2;
  const house = await contender.openHouse();
  await waitUntilQuiet(stop);
  const plan = { ports: contender.ports, connections: OPEN_CONNECTIONS, runIn: BUYERS };
  const asked = wishes.map((wish) => house.request(wish));
  const arrivalsMs = drawArrivals(seed, requests, offeredPerS);
  const { latenciesMs, statuses } = await runLoad({ ...plan, requests: asked, arrivalsMs }, stop, () => {});
  const decided = (statuses[201] ?? 0) + (statuses[409] ?? 0);
  const [p50Ms = 0, p99Ms = 0, p999Ms = 0, maxMs = 0] = [0.5, 0.99, 0.999, 1].map((p) => percentile(latenciesMs, p));
  return { title: contender.title, offeredPerS, p50Ms, p99Ms, p999Ms, maxMs, odd: requests - decided };
}

async function topRate(contender: Contender, { requests, seed, stop }: LatencyOptions): Promise<number> {
  const wishes = drawWishes(seed + 1, BUYERS + requests, BUYERS);
  return (await measureRound(contender, await contender.openHouse(), wishes, BUYERS, stop)).requestsPerS;
}

/** A Poisson process: people do not queue up to press a button in even steps. In ms after the start, ascending. */
export function drawArrivals(seed: number, count: number, perS: number): Float64Array {
  const random = createRandom(seed);
  let atMs = 0;
  return Float64Array.from({ length: count }, () => (atMs += (-Math.log(1 - random()) * 1_000) / perS));
}
