import { once } from "node:events";
import { benchBestAvailable, type BestAvailableBench } from "./best-available.ts";
import type { BenchArguments } from "./bench-arguments.ts";
import type { Contender } from "./contender.ts";
import { startConstantWorker } from "./contenders/constant-worker.ts";
import { startLimitWorker } from "./contenders/limit-worker.ts";
import { startPostgresPeer } from "./contenders/postgres.ts";
import { startRedisPeer } from "./contenders/redis.ts";
import { SluicePlatform } from "./contenders/sluice-platform.ts";
import type { Identity } from "./contenders/sluice-request.ts";
import { sluiceContender, SluiceServer } from "./contenders/start-sluice.ts";
import { spreadOf } from "./measure/spread.ts";
import { Processes } from "./processes.ts";
import type { Figures } from "./report/targets.ts";
import { measureFeed } from "./sections/feed.ts";
import { measureHolds, type HoldFigures } from "./sections/holds.ts";
import { measureLatency, type LatencyFigures } from "./sections/latency.ts";
import { measurePolls } from "./sections/polls.ts";

/** Who asks at Sluice: the first is the one that Sluice is held to. */
export const IDENTITIES: readonly Identity[] = ["pass", "basic"];
const MANY_ISOLATES = 32;

export interface BenchOptions extends BenchArguments {
  /** For what is deleted afterwards: databases, objects, logs. */
  readonly directory: string;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
  /** A process has died: the figures mean nothing. */
  readonly onDeath: (line: string) => void;
}

export interface BenchResult extends Figures {
  readonly best?: { readonly figures: BestAvailableBench; readonly table: string };
}

/** Starts what the sections need, measures, and stops everything, also when something fails. */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { sections, directory, stop, onDeath, say } = options;
  const best = sections.has("best") ? measureBest() : {};
  if (sections.size === (sections.has("best") ? 1 : 0)) return best;
  const processes = new Processes(directory, onDeath);
  let platform: SluicePlatform | undefined;
  try {
    say("Starting Sluice and what it needs …");
    platform = await SluicePlatform.start(directory, onDeath);
    const measuring = measureAll(processes, platform, options);
    return { ...best, ...(await Promise.race([measuring, aborted(stop)])) };
  } finally {
    await processes.stop();
    await platform?.stop();
  }
}

/** In this process: pure functions, before anything else runs. */
function measureBest(): Pick<BenchResult, "best"> {
  const lines: string[] = [];
  const figures = benchBestAvailable((line) => lines.push(line));
  return { best: { figures, table: lines.join("\n") } };
}

/** Rejects when everything is to be stopped. What is under way then fails by itself, for want of what it measures. */
async function aborted(stop: AbortSignal): Promise<never> {
  if (!stop.aborted) await once(stop, "abort");
  throw stop.reason;
}

async function measureAll(processes: Processes, platform: SluicePlatform, options: BenchOptions): Promise<Figures> {
  const { sections, seed, stop, say } = options;
  const one = await SluiceServer.start(processes, platform, 1);
  const many = await SluiceServer.start(processes, platform, MANY_ISOLATES);
  const ours = [one, many].flatMap((server) => IDENTITIES.map((identity) => sluiceContender(server, identity)));
  const constant = await startConstantWorker(processes);
  const figures: { -readonly [Member in keyof Figures]: Figures[Member] } = {};
  if (sections.has("holds")) {
    const peers = await startPeers(processes, say);
    say("Holds:");
    figures.holds = await measureHolds([...ours, ...peers, constant], options);
  }
  if (sections.has("polls")) {
    say("Polls …");
    figures.polls = await measurePolls([one, many], constant, options);
  }
  if (sections.has("latency")) {
    say("Latency …");
    figures.latency = await measureLatencies(ours, figures.holds, options);
  }
  if (sections.has("feed")) {
    say("Live feed …");
    figures.feed = await measureFeed(one, seed, stop);
  }
  return figures;
}

async function startPeers(processes: Processes, say: (line: string) => void): Promise<Contender[]> {
  const redis = await startRedisPeer(processes);
  if (redis === undefined) say("There is no redis-server on this machine (Debian: redis-server): (b) is left out.");
  return [
    await startPostgresPeer(processes, "postgres-conditional"),
    await startPostgresPeer(processes, "postgres-batched"),
    ...(redis === undefined ? [] : [redis]),
    ...(await startLimitWorker(processes, IDENTITIES)),
  ];
}

/** Of what Sluice is held to. */
async function measureLatencies(
  ours: readonly Contender[],
  holds: readonly HoldFigures[] | undefined,
  options: BenchOptions,
): Promise<LatencyFigures[]> {
  const latencies: LatencyFigures[] = [];
  for (const contender of ours.filter(({ name }) => name.endsWith(`-${IDENTITIES[0]}`))) {
    const rounds = holds?.find((each) => each.contender === contender)?.rounds;
    const topPerS = rounds === undefined ? undefined : spreadOf(rounds.map(({ requestsPerS }) => requestsPerS)).median;
    latencies.push(await measureLatency(contender, { ...options, topPerS }));
  }
  return latencies;
}
