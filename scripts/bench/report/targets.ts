import type { HoldFigures } from "../sections/holds.ts";
import type { PollFigures } from "../sections/polls.ts";
import type { LatencyFigures } from "../sections/latency.ts";
import type { FeedFigures } from "../sections/feed.ts";
import { ratioOf, spreadOf, type Spread } from "../measure/spread.ts";

/** What was measured, as far as it was; absent: not asked for. */
export interface Figures {
  readonly holds?: readonly HoldFigures[];
  readonly polls?: readonly PollFigures[];
  readonly latency?: readonly LatencyFigures[];
  readonly feed?: FeedFigures;
}

/** One line of the table of figures to reach. */
export interface Target {
  readonly what: string;
  readonly value: Spread;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly digits: number;
}

/** Whether the median reaches it; undefined when it was not measured. */
export function isReached({ value, atLeast, atMost }: Target): boolean | undefined {
  if (Number.isNaN(value.median)) return undefined;
  return value.median >= (atLeast ?? -Infinity) && value.median <= (atMost ?? Infinity);
}

type Measured = "requestsPerS" | "cpuUsPerRequest" | "settledCpuUsPerRequest" | "commandsPerRpc";

/** The ratios and bounds that Sluice is held to. `identity`: of whose rounds. */
export function targetsOf({ holds, polls, latency, feed }: Figures, identity: string): Target[] {
  return [
    ...(holds === undefined ? [] : holdTargets(holds, identity)),
    ...(polls === undefined ? [] : [pollTarget(polls)]),
    ...(latency ?? []).map(({ title, p99Ms }) => ({
      what: `hold p99 in ms, open loop at half the top rate: ${title}`,
      value: spreadOf([p99Ms]),
      atMost: 50,
      digits: 1,
    })),
    ...(feed === undefined ? [] : feedTargets(feed)),
  ];
}

function holdTargets(holds: readonly HoldFigures[], identity: string): Target[] {
  const values = (name: string, member: Measured) =>
    holds.find(({ contender }) => contender.name === name)?.rounds.map((round) => round[member] ?? Number.NaN) ?? [];
  const [one, many] = [`sluice-1-${identity}`, `sluice-32-${identity}`];
  const speed = (peer: string) => ratioOf(values(one, "requestsPerS"), values(peer, "requestsPerS"));
  const cpu = (peer: string) => ratioOf(values(one, "cpuUsPerRequest"), values(peer, "cpuUsPerRequest"));
  const settled = (peer: string) =>
    ratioOf(values(one, "settledCpuUsPerRequest"), values(peer, "settledCpuUsPerRequest"));
  const cpuTargets = (of: string, peer: string, atMost: number): Target[] => [
    { what: `CPU per hold against ${of}`, value: cpu(peer), atMost, digits: 2 },
    { what: `  the same with all that is written behind`, value: settled(peer), atMost, digits: 2 },
  ];
  return [
    { what: "holds/s against (c), one isolate", value: speed(`limit-${identity}`), atLeast: 0.75, digits: 2 },
    { what: "holds/s against (a) conditional", value: speed("postgres-conditional"), atLeast: 2, digits: 2 },
    { what: "holds/s against (a) batched", value: speed("postgres-batched"), atLeast: 1.2, digits: 2 },
    { what: "holds/s against (b) Redis Lua", value: speed("redis-lua"), atLeast: 0.9, digits: 2 },
    ...cpuTargets("(a) conditional", "postgres-conditional", 0.4),
    ...cpuTargets("(a) batched", "postgres-batched", 0.8),
    ...cpuTargets("(b) Redis Lua", "redis-lua", 1.2),
    {
      what: "commands per RPC at the object, 32 isolates, 4 gates",
      value: spreadOf(values(many, "commandsPerRpc")),
      atLeast: 8,
      digits: 1,
    },
  ];
}

/** The first is of one isolate, the last is (d). */
function pollTarget(polls: readonly PollFigures[]): Target {
  const value = ratioOf(polls[0]?.perS ?? [], polls.at(-1)?.perS ?? []);
  return { what: "polls/s against (d), one isolate", value, atLeast: 0.7, digits: 2 };
}

function feedTargets({ p99Ms, cpuShare, sockets }: FeedFigures): Target[] {
  return [
    { what: `${sockets} live sockets: made → seen, p99 in ms`, value: spreadOf([p99Ms]), atMost: 400, digits: 0 },
    {
      what: `${sockets} live sockets: workerd's share of a core in %`,
      value: spreadOf([100 * cpuShare]),
      atMost: 25,
      digits: 1,
    },
  ];
}
