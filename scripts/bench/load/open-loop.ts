import type { Connection } from "./connection.ts";
import type { LoadRequest, LoadResult } from "./load-plan.ts";
import { Tally } from "./tally.ts";

const LOOK_EVERY_MS = 1;

/**
 * Requests come when they are due, not when the server is ready for them: one that finds every connection of its lane busy,
 * or this process late, waits, and its latency counts from when it was due (no coordinated omission).
 */
export function runOpenLoop(
  connections: readonly Connection[],
  requests: readonly LoadRequest[],
  arrivalsMs: Float64Array,
): Promise<LoadResult> {
  const idle = Map.groupBy(connections, ({ lane }) => lane);
  const waiting = new Map<number, number[]>([...idle.keys()].map((lane) => [lane, []]));
  const tally = new Tally(requests.length);
  const startMs = performance.now();
  return new Promise((resolve) => {
    const serve = (lane: number): void => {
      const free = idle.get(lane);
      const index = free?.length ? waiting.get(lane)?.shift() : undefined;
      // The longest idle first: a server closes a connection that nobody uses for some seconds.
      const connection = index === undefined ? undefined : free?.shift();
      const request = requests[index ?? -1];
      if (index === undefined || connection === undefined || request === undefined) return;
      connection.ask(request.bytes, (answer) => {
        const nowMs = performance.now();
        tally.add(answer, nowMs - startMs - (arrivalsMs[index] ?? 0));
        free?.push(connection);
        if (tally.isComplete) resolve(tally.result((nowMs - startMs) / 1_000));
        else serve(lane);
      });
    };
    let next = 0;
    const look = (): void => {
      const nowMs = performance.now() - startMs;
      for (; next < requests.length && (arrivalsMs[next] ?? 0) <= nowMs; next++) {
        const lane = requests[next]?.lane ?? 0;
        waiting.get(lane)?.push(next);
        serve(lane);
      }
      if (next < requests.length) setTimeout(look, LOOK_EVERY_MS);
    };
    look();
  });
}
