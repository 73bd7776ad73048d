import type { Connection } from "./connection.ts";
import type { LoadRequest, LoadResult } from "./load-plan.ts";
import { Tally } from "./tally.ts";

/** Every connection asks for the next request of its lane as soon as it has its answer, until all are answered. */
export function runClosedLoop(
  connections: readonly Connection[],
  requests: readonly LoadRequest[],
): Promise<LoadResult> {
  const lanes = Map.groupBy(requests, ({ lane }) => lane);
  const taken = new Map<number, number>();
  const tally = new Tally(requests.length);
  const startMs = performance.now();
  return new Promise((resolve) => {
    if (tally.isComplete) return resolve(tally.result(0));
    const askNext = (connection: Connection): void => {
      const index = taken.get(connection.lane) ?? 0;
      const request = lanes.get(connection.lane)?.[index];
      if (request === undefined) return;
      taken.set(connection.lane, index + 1);
      const sentMs = performance.now();
      connection.ask(request.bytes, (answer) => {
        const nowMs = performance.now();
        tally.add(answer, nowMs - sentMs);
        if (tally.isComplete) resolve(tally.result((nowMs - startMs) / 1_000));
        else askNext(connection);
      });
    };
    for (const connection of connections) askNext(connection);
  });
}
