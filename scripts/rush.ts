/**
 * `npm run rush`: a whole sale, to watch. Fans join, wait, choose, pay, decline, walk away, click twice and pay late, all over
 * HTTP against the built bundle on workerd; then I1 to I8 are checked from outside. Exit code 1 when one is broken.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { reportPage } from "./rush/report/report-page.ts";
import { reportText } from "./rush/report/report-text.ts";
import type { RushReport } from "./rush/report/rush-report.ts";
import { runRush, type RushTerminal } from "./rush/run-rush.ts";
import { RUSH_USAGE, rushOptions } from "./rush/rush-options.ts";

/** Why the run did not go well: a sale that sold nothing shows nothing, and an internal error is a bug whatever holds. */
function problemsOf({ verdicts, refusals, bookingsSold }: RushReport): string[] {
  const broken = verdicts.filter(({ holds }) => holds === false).map(({ invariant }) => invariant);
  const bugs = refusals.find(({ code }) => code === "internal_error")?.count ?? 0;
  return [
    ...(broken.length > 0 ? [`broken: ${broken.join(", ")}`] : []),
    ...(bookingsSold === 0 ? ["nothing was sold"] : []),
    ...(bugs > 0 ? [`the Worker answered internal_error ${bugs} times`] : []),
  ];
}

/** Where lines cannot be replaced, few of them are shown. */
const SHOWN_EVERY = 5;

await runCommand(async () => {
  const args = process.argv.slice(2);
  const options = rushOptions(args);
  if (options === undefined) return console.log(RUSH_USAGE);
  const command = ["npm run rush", ...(args.length === 0 ? [] : ["--", ...args])].join(" ");
  const report = await runRush(options, command, terminal());
  console.log(`\n${reportText(report)}\n`);
  const file = resolve(options.out);
  writeFileSync(file, reportPage(report));
  console.log(`The report: ${pathToFileURL(file).href}`);
  const problems = problemsOf(report);
  if (problems.length > 0) throw new CommandFailure(...problems);
});

function terminal(): RushTerminal {
  const { stdout } = process;
  let shown = 0;
  let hasLine = false;
  return {
    say(line) {
      if (hasLine) stdout.write("\n");
      hasLine = false;
      console.log(line);
    },
    show(line) {
      if (!stdout.isTTY) {
        if (shown++ % SHOWN_EVERY === 0) console.log(line);
        return;
      }
      hasLine = true;
      stdout.write(`\r\u001b[2K${line.slice(0, stdout.columns - 1)}`);
    },
  };
}
