import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { GO, type LoadPlan, type LoadResult } from "./load-plan.ts";

/** Far more than any round takes. */
const DEADLINE_MS = 90_000;

/** Sends the load from a process of its own. `onStart` is called when the clock starts, after the run-in. */
export async function runLoad(plan: LoadPlan, stop: AbortSignal, onStart: () => void): Promise<LoadResult> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]);
  const generator = fork(join(import.meta.dirname, "generator-process.ts"), {
    serialization: "advanced",
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const died = once(generator, "exit").then(([code]) => {
    throw new Error(`the load generator ended with ${code}`);
  });
  // It may also end after the race is over.
  died.catch(() => {});
  try {
    generator.send(plan);
    await Promise.race([once(generator, "message", { signal }), died]);
    onStart();
    generator.send(GO);
    const [result] = (await Promise.race([once(generator, "message", { signal }), died])) as [LoadResult];
    return result;
  } finally {
    generator.kill("SIGKILL");
  }
}
