/**
 * `npm run chaos`: the whole stack under a steady crowd of buyers while a seeded adversary kills, stops, cuts, delays and doubles;
 * then it lets go, waits for quiet, and everything that was answered and written is held against each other. Exit code 1 when
 * anything differs.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CHAOS_USAGE, chaosOptions } from "./chaos/chaos-options.ts";
import { problemsOf } from "./chaos/report/problems-of.ts";
import { reportText } from "./chaos/report/report-text.ts";
import { ChaosRun, type ChaosTerminal } from "./chaos/chaos-run.ts";
import { openChaosStack } from "./chaos/stack/open-chaos-stack.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { onStopRequest } from "./start/stop-request.ts";

/** The exit code of a command that Ctrl-C has ended. */
const STOPPED = 130;

await runCommand(async () => {
  const options = chaosOptions(process.argv.slice(2));
  if (options === undefined) return console.log(CHAOS_USAGE);
  const out = terminal();
  out.say(`Seed ${options.seed}. Starting a private stack …`);
  const stack = await openChaosStack(options);
  const run = new ChaosRun(options, stack, out);
  // What stands still could not be stopped: first everything goes on.
  const end = (keep: boolean) => run.letGo().then(() => stack.close(keep));
  onStopRequest(() => void end(false).finally(() => process.exit(STOPPED)));
  let isFine = false;
  try {
    const report = await Promise.race([run.play(), stack.broken]);
    out.say(`\n${reportText(report)}\n`);
    if (options.json !== undefined) writeFileSync(resolve(options.json), `${JSON.stringify(report, null, 2)}\n`);
    const problems = problemsOf(report);
    isFine = problems.length === 0;
    if (!isFine) throw new CommandFailure(...problems);
  } finally {
    await end(!isFine);
    if (!isFine) out.say(`What is left of the stack, with its logs: ${stack.addresses.dataDirectory}`);
  }
});
// Buyers who had something in mind for later may still hold timers and connections.
process.exit();

function terminal(): ChaosTerminal {
  const { stdout } = process;
  let hasLine = false;
  return {
    say(line) {
      if (hasLine) stdout.write("\n");
      hasLine = false;
      console.log(line);
    },
    show(line) {
      if (!stdout.isTTY) return;
      hasLine = true;
      stdout.write(`\r\u001b[2K${line.slice(0, stdout.columns - 1)}`);
    },
  };
}
