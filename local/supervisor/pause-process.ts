import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { processTree } from "./process-tree.ts";

/**
 * Stops each process that it reads, says so, and lets all of them go on at the end of its input: also when we are killed, since
 * a stopped process notices nothing, and would stay behind for ever.
 */
const KEEPER = `stopped=
while read -r pid; do kill -STOP "$pid" && stopped="$stopped $pid"; echo "$pid"; done
for pid in $stopped; do kill -CONT "$pid"; done`;

/** SIGSTOP to a process and all that descend from it. Resolves once they stand still, with what lets them go on. */
export async function pauseProcess(pid: number): Promise<() => Promise<void>> {
  // A session of its own: Ctrl-C must not end it before those that it stopped go on.
  const keeper = spawn("sh", ["-c", KEEPER], { stdio: ["pipe", "pipe", "ignore"], detached: true });
  const ended = once(keeper, "exit");
  const said = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const known = new Set<number>();
  for (;;) {
    const started = processTree(pid).filter((each) => !known.has(each));
    // A child may start while its parent is being stopped: nobody is left when a second look finds nobody new.
    if (started.length === 0) break;
    for (const each of started) {
      known.add(each);
      keeper.stdin.write(`${each}\n`);
      await said.next();
    }
  }
  return async () => {
    keeper.stdin.end();
    await ended;
  };
}
