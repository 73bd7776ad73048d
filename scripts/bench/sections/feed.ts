import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seatId } from "../../../domain/contract/ids.ts";
import { byPass } from "../contenders/sluice-request.ts";
import { GATES, type QueuedEvent, type SluiceServer } from "../contenders/start-sluice.ts";
import { cpuTimeUs } from "../measure/cpu-time.ts";
import { monotonicMs } from "../measure/monotonic-ms.ts";
import { percentile } from "../measure/percentile.ts";
import { waitUntilQuiet } from "../measure/wait-until-quiet.ts";
import { createRandom } from "../../../domain/simulation/random.ts";
import type { FeedReport } from "./feed-messages.ts";

export interface FeedFigures {
  readonly sockets: number;
  readonly changes: number;
  /** Sightings that were expected and never came. */
  readonly missed: number;
  /** From sending the hold to a socket's frame: what the hold itself takes is in it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of one core, of workerd, while the changes were made. */
  readonly cpuShare: number;
  readonly bytesPerSocketAndS: number;
}

export const FEED_SOCKETS = 2_000;
const CHANGES = 80;
/** A little uneven, so that changes do not run in step with the feed's ticks. */
const CHANGE_EVERY_MS = 250;
const LAST_FRAMES_MS = 2_000;
const OPENING_DEADLINE_MS = 60_000;

/** Holds are made at a steady few per second while everybody who is let in looks on. */
export async function measureFeed(server: SluiceServer, seed: number, stop: AbortSignal): Promise<FeedFigures> {
  const queued = await server.newQueuedEvent(FEED_SOCKETS, GATES);
  const listeners = fork(join(import.meta.dirname, "feed-listeners.ts"), {
    serialization: "advanced",
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  try {
    const lane = (visitor: number) => server.ports[visitor % server.ports.length];
    const urls = queued.passes.map(
      (pass, visitor) =>
        `ws://127.0.0.1:${lane(visitor)}/api/events/${queued.event}/live?pass=${encodeURIComponent(pass)}`,
    );
    listeners.send({ urls });
    await answerOf(listeners, stop);
    await waitUntilQuiet(stop);
    const startMs = monotonicMs();
    const startUs = cpuTimeUs(server.workerd());
    const madeAtMs = await makeChanges(server, queued, seed, stop);
    await sleep(LAST_FRAMES_MS, undefined, { signal: stop });
    const cpuShare = (cpuTimeUs(server.workerd()) - startUs) / 1_000 / (monotonicMs() - startMs);
    listeners.send("end");
    const report = (await answerOf(listeners, stop)) as FeedReport;
    return figuresOf(report, madeAtMs, cpuShare, (monotonicMs() - startMs) / 1_000);
  } finally {
    listeners.kill("SIGKILL");
  }
}

async function answerOf(listeners: ChildProcess, stop: AbortSignal): Promise<unknown> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(OPENING_DEADLINE_MS)]);
  const died = once(listeners, "exit").then(() => {
    throw new Error("the process with the live sockets has ended");
  });
  died.catch(() => {});
  const [message] = (await Promise.race([once(listeners, "message", { signal }), died])) as [unknown];
  return message;
}

/** When each seat's hold was sent, by seat. */
async function makeChanges(
  server: SluiceServer,
  { event, passes }: QueuedEvent,
  seed: number,
  stop: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const random = createRandom(seed);
  const who = byPass(event, passes);
  const madeAtMs = new Map<number, number>();
  for (let i = 0; i < CHANGES; i++) {
    await sleep(CHANGE_EVERY_MS * (0.5 + random()), undefined, { signal: stop });
    const seat = 10 * i;
    madeAtMs.set(seat, monotonicMs());
    const answer = await fetch(`${server.url}/api/bookings`, {
      method: "POST",
      headers: { ...who(i), "content-type": "application/json", "idempotency-key": `feed-${seed}-${i}` },
      body: JSON.stringify({ event_id: event, seat_ids: [seatId(event, seat)] }),
    });
    if (answer.status !== 201) throw new Error(`a hold for the live feed was answered: ${await answer.text()}`);
    await answer.body?.cancel();
  }
  return madeAtMs;
}

/** Exported for its test. */
export function figuresOf(
  { seen, bytes }: FeedReport,
  madeAtMs: ReadonlyMap<number, number>,
  cpuShare: number,
  seconds: number,
): FeedFigures {
  const latencies = seen.flatMap(({ seat, atMs }) => {
    const made = madeAtMs.get(seat);
    return made === undefined ? [] : [...atMs].map((at) => at - made);
  });
  const ascending = Float64Array.from(latencies).toSorted();
  const [p50Ms = 0, p99Ms = 0, maxMs = 0] = [0.5, 0.99, 1].map((share) => percentile(ascending, share));
  return {
    sockets: FEED_SOCKETS,
    changes: madeAtMs.size,
    missed: madeAtMs.size * FEED_SOCKETS - ascending.length,
    p50Ms,
    p99Ms,
    maxMs,
    cpuShare,
    bytesPerSocketAndS: bytes / FEED_SOCKETS / seconds,
  };
}
