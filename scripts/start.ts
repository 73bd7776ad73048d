/**
 * `npm start`: the whole product on this machine, on loopback only, as the built bundle on workerd. README, "Start",
 * has its settings; `start/plan/` decides what is started and what a real service replaces.
 */
import { banner } from "./start/banner.ts";
import { buildWorker } from "./start/build-worker.ts";
import { dataDirectory } from "./start/data-directory.ts";
import { loopbackUrl } from "./start/plan/stand-in.ts";
import { runSession } from "./start/run-session.ts";

await runSession(dataDirectory(), async ({ stack, ports, dataDirectory: directory }) => {
  console.log("Starting …");
  await Promise.all([stack.startStandIns(), buildWorker()]);
  await stack.serve();
  const url = loopbackUrl(ports.product);
  const startedInMs = performance.now();
  console.log(
    banner({ plan: stack.plan, url, logDirectory: stack.logDirectory, dataDirectory: directory, startedInMs }),
  );
});
