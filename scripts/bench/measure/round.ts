import type { Contender, House } from "../contender.ts";
import type { HoldWish } from "../draw-wishes.ts";
import { runLoad } from "../load/run-load.ts";
import { cpuTimesUs } from "./cpu-time.ts";
import { percentile } from "./percentile.ts";
import { waitUntilQuiet } from "./wait-until-quiet.ts";

const CONNECTIONS = 64;
const CONNECTIONS_PER_ISOLATE = 16;

/** 64, or 16 for each of many isolates: what combines commands can only combine those that are under way at once. */
export function connectionsTo(ports: readonly number[]): number {
  return Math.max(CONNECTIONS, CONNECTIONS_PER_ISOLATE * ports.length);
}

/** One round of one contender. Figures per request count holds and refusals alike: both are decided. */
export interface Round {
  readonly requests: number;
  readonly held: number;
  readonly conflicts: number;
  /** Answers that were neither; there should be none. */
  readonly odd: number;
  readonly requestsPerS: number;
  /** CPU time of all its processes until the last answer. */
  readonly cpuUsPerRequest: number;
  /** The same until everything was written that is written behind the answers. */
  readonly settledCpuUsPerRequest: number;
  /** The latter, process by process, each with what it started. */
  readonly settledCpuUsByProcess: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the event's object: null where there is none. */
  readonly commandsPerRpc: number | null;
  readonly commandsPerCommit: number | null;
  /** How busy the machine's cores were just before. */
  readonly busyBefore: number;
}

/** All wishes by `connectionsTo` the contender, each asking again when it has its answer; the first `runIn` are not measured. */
export async function measureRound(
  contender: Contender,
  house: House,
  wishes: readonly HoldWish[],
  runIn: number,
  stop: AbortSignal,
): Promise<Round> {
  const { ports } = contender;
  const busyBefore = await waitUntilQuiet(stop);
  const before = await house.counters();
  let start: Readonly<Record<string, number>> = {};
  const plan = { ports, connections: connectionsTo(ports), requests: wishes.map((wish) => house.request(wish)), runIn };
  const result = await runLoad({ ...plan, arrivalsMs: null }, stop, () => (start = cpuTimesUs(contender.processes())));
  const end = cpuTimesUs(contender.processes());
  const after = await house.counters();
  await house.settle();
  const settled = cpuTimesUs(contender.processes());
  if (result.oddity !== null) console.error(`${contender.title} answered: ${shortened(result.oddity)}`);
  const requests = result.latenciesMs.length;
  const count = (matches: (status: number) => boolean) =>
    Object.entries(result.statuses).reduce((all, [status, times]) => (matches(Number(status)) ? all + times : all), 0);
  const [held, conflicts] = [count((status) => status < 300), count((status) => status === 409)];
  const used = (until: typeof start) =>
    Object.fromEntries(Object.entries(until).map(([name, us]) => [name, (us - (start[name] ?? 0)) / requests]));
  const share = (part: "rpcs" | "batches") =>
    before === null || after === null ? null : (after.commands - before.commands) / (after[part] - before[part]);
  return {
    requests,
    held,
    conflicts,
    odd: requests - held - conflicts,
    requestsPerS: requests / result.seconds,
    cpuUsPerRequest: sum(used(end)),
    settledCpuUsPerRequest: sum(used(settled)),
    settledCpuUsByProcess: used(settled),
    p50Ms: percentile(result.latenciesMs, 0.5),
    p99Ms: percentile(result.latenciesMs, 0.99),
    commandsPerRpc: share("rpcs"),
    commandsPerCommit: share("batches"),
    busyBefore,
  };
}

function sum(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((total, part) => total + part, 0);
}

function shortened(answer: string): string {
  const [status = "", ...rest] = answer.split("\r\n");
  return `${status} … ${rest.at(-1)?.slice(0, 200)}`;
}
