/**
 * `npm run bench`: Sluice and its peers in one run, in turns, on this machine: what a hold costs, how fast it is, and what a
 * poll, the live feed and the choice of best seats take. Everything that it starts and writes is gone afterwards.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { readBenchArguments } from "./bench/bench-arguments.ts";
import { reportOf } from "./bench/report/print-report.ts";
import { targetsOf } from "./bench/report/targets.ts";
import { IDENTITIES, runBench, type BenchResult } from "./bench/run-bench.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { dataDirectory } from "./start/data-directory.ts";
import { plainLine } from "./start/plain-line.ts";
import { onStopRequest } from "./start/stop-request.ts";

await runCommand(bench);
// What was under way when it was stopped may still hold timers.
process.exit();

async function bench(): Promise<void> {
  const args = readBenchArguments(process.argv.slice(2));
  if (process.platform !== "linux")
    throw new CommandFailure("npm run bench reads CPU times from /proc: it needs Linux");
  const stopping = new AbortController();
  const end = (line: string) => stopping.abort(new CommandFailure(line));
  onStopRequest(() => end("stopped"));
  // On the disk of the project: a folder for temporary files may be in memory, where nothing is ever flushed.
  mkdirSync(dataDirectory(), { recursive: true });
  const directory = mkdtempSync(join(dataDirectory(), "bench-"));
  const startMs = performance.now();
  try {
    const say = (line: string) => console.error(line);
    const result = await runBench({ ...args, directory, stop: stopping.signal, say, onDeath: end });
    stopping.signal.throwIfAborted();
    const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
    const [identity = "pass"] = IDENTITIES;
    console.log(`\n${machine()}; seed ${args.seed}, ${args.rounds} rounds of ${args.requests}; ${minutes} min\n`);
    console.log([reportOf(result, identity), result.best?.table ?? ""].filter((part) => part !== "").join("\n\n"));
    if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(asJson(result, args), null, 2)}\n`);
  } catch (error) {
    const cause: unknown = stopping.signal.aborted ? stopping.signal.reason : error;
    const line = plainLine(cause);
    throw line === undefined ? cause : new CommandFailure(line);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim() ?? "unknown processor"}, Node ${process.versions.node}`;
}

function asJson(result: BenchResult, args: ReturnType<typeof readBenchArguments>): object {
  const [identity = "pass"] = IDENTITIES;
  const holds = result.holds?.map(({ contender: { name, title }, ...rest }) => ({ name, title, ...rest }));
  const run = { ...args, sections: [...args.sections] };
  return {
    machine: machine(),
    run,
    ...result,
    holds,
    best: result.best?.figures,
    targets: targetsOf(result, identity),
  };
}
