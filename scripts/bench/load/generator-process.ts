/**
 * The load generator, a process of its own so that its work is not counted as the server's. Started by `runLoad`, speaks the
 * messages of load-plan.ts, ends with its parent.
 */
import { once } from "node:events";
import { runClosedLoop } from "./closed-loop.ts";
import { Connection } from "./connection.ts";
import { READY, type LoadPlan } from "./load-plan.ts";
import { runOpenLoop } from "./open-loop.ts";

const LOST_CONNECTION_EXIT_CODE = 3;

process.on("disconnect", () => process.exit(0));

const [plan] = (await once(process, "message")) as [LoadPlan];
const { ports, requests, runIn, arrivalsMs } = plan;
const connections = await Promise.all(
  Array.from({ length: Math.max(plan.connections, ports.length) }, (_, i) => {
    const lane = i % ports.length;
    return Connection.open(ports[lane] ?? 0, lane, (reason) => {
      console.error(`the load generator lost a connection: ${reason}`);
      process.exit(LOST_CONNECTION_EXIT_CODE);
    });
  }),
);
const { oddity } = await runClosedLoop(connections, requests.slice(0, runIn));
if (oddity !== null) console.error(`during the run-in: ${oddity.split("\r\n")[0]} … ${oddity.slice(-200)}`);
process.send?.(READY);
await once(process, "message");
const timed = requests.slice(runIn);
const result =
  arrivalsMs === null ? await runClosedLoop(connections, timed) : await runOpenLoop(connections, timed, arrivalsMs);
process.send?.(result, undefined, undefined, () => process.exit(0));
