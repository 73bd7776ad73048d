import { QUEUE_TOKEN_HEADER } from "../../../domain/contract/wire/queue.ts";
import { ACCOUNTS } from "../contenders/sluice-platform.ts";
import { addressOf } from "../contenders/sluice-request.ts";
import type { SluiceServer } from "../contenders/start-sluice.ts";
import type { Contender, NamedProcess } from "../contender.ts";
import type { LoadRequest } from "../load/load-plan.ts";
import { rawRequest } from "../load/raw-request.ts";
import { runLoad } from "../load/run-load.ts";
import { cpuTimeUs } from "../measure/cpu-time.ts";
import { connectionsTo } from "../measure/round.ts";
import { waitUntilQuiet } from "../measure/wait-until-quiet.ts";

export interface PollOptions {
  readonly rounds: number;
  readonly requests: number;
  readonly stop: AbortSignal;
}

/** Per round. */
export interface PollFigures {
  readonly title: string;
  readonly perS: readonly number[];
  readonly cpuUs: readonly number[];
}

/** Who answers, and what is asked of him, again and again. */
interface Asked {
  readonly title: string;
  readonly ports: readonly number[];
  readonly processes: () => readonly NamedProcess[];
  readonly requests: readonly LoadRequest[];
}

/** Nobody comes in, so that everybody has a place to ask for. */
const CLOSED_DOORS = { mode: "on", is_paused: true } as const;
const RUN_IN = 1_000;

/** Visitors who wait ask for their place, and the constant Worker is asked in turns with them: it comes last in the figures. */
export async function measurePolls(
  servers: readonly SluiceServer[],
  constant: Contender,
  options: PollOptions,
): Promise<PollFigures[]> {
  const asked: Asked[] = [];
  for (const server of servers) asked.push(await pollsOf(server));
  const house = await constant.openHouse();
  asked.push({ ...constant, requests: [house.request({ buyer: 0, seats: [], key: "" })] });
  const figures = asked.map(({ title }) => ({ title, perS: [] as number[], cpuUs: [] as number[] }));
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, each] of asked.entries()) {
      const { perS, cpuUs } = await measureRate(each, options);
      figures[i]?.perS.push(perS);
      figures[i]?.cpuUs.push(cpuUs);
    }
  }
  return figures;
}

async function measureRate({ ports, processes, requests: all }: Asked, { requests, stop }: PollOptions) {
  await waitUntilQuiet(stop);
  const sent = Array.from({ length: RUN_IN + requests }, (_, i) =>
    all.slice(i % all.length, (i % all.length) + 1),
  ).flat();
  let startUs = 0;
  const plan = { ports, connections: connectionsTo(ports), requests: sent, runIn: RUN_IN, arrivalsMs: null };
  const { seconds, oddity } = await runLoad(plan, stop, () => (startUs = cpuTimeUs(processes())));
  if (oddity !== null) throw new Error(`a poll was answered: ${oddity}`);
  return { perS: requests / seconds, cpuUs: (cpuTimeUs(processes()) - startUs) / requests };
}

async function pollsOf(server: SluiceServer): Promise<Asked> {
  const event = await server.newEvent();
  const queue = server.queue(event);
  await queue.change(server.operatorKey, CLOSED_DOORS);
  const tokens = await queue.joinAll(ACCOUNTS);
  const requests = tokens.map((token, visitor) => ({
    lane: visitor % server.ports.length,
    bytes: rawRequest({
      method: "GET",
      path: `/api/events/${event}/queue`,
      headers: { [QUEUE_TOKEN_HEADER]: token, ...addressOf(event, visitor) },
      body: null,
    }),
  }));
  const title = `polls, ${server.isolates} isolate${server.isolates > 1 ? "s" : ""}`;
  return { title, ports: server.ports, processes: () => server.processes(), requests };
}
