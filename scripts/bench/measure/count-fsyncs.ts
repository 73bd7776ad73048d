import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { NamedProcess } from "../contender.ts";
import { readProcesses, treeOf } from "./cpu-time.ts";

const EVENTS = "syscalls:sys_enter_fsync,syscalls:sys_enter_fdatasync";
const ATTACHED_AFTER_MS = 500;
/** A process that ends while perf attaches to it, as PostgreSQL's vacuum workers do, fails the whole call. */
const ATTEMPTS = 5;

/**
 * Counts fsync and fdatasync of these processes and all that they started, by `perf stat`: the kernel counts, nothing is
 * stopped. Call the result to end it; null there when perf is missing or may not count.
 */
export async function countFsyncs(roots: readonly NamedProcess[]): Promise<() => Promise<number | null>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const pids = treeOf(
      readProcesses(),
      roots.map(({ pid }) => pid),
    );
    const perf = spawn("perf", ["stat", "-x,", "-e", EVENTS, "-p", pids.join(",")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said = text(perf.stderr);
    const ended = once(perf, "exit").then(
      () => "ended",
      () => "missing",
    );
    const early = await Promise.race([ended, sleep(ATTACHED_AFTER_MS)]);
    if (early === "missing") break;
    if (early === "ended") continue;
    return async () => {
      perf.kill("SIGINT");
      return parsePerfCounts(await said);
    };
  }
  return async () => null;
}

/** The sum of the lines `count,unit,event,…`; null unless every event has a count. */
export function parsePerfCounts(output: string): number | null {
  const counts = output.split("\n").flatMap((line) => {
    const [count = "", , event = ""] = line.split(",");
    return event.includes("sync") ? [Number(count)] : [];
  });
  return counts.length === 0 || counts.some(Number.isNaN) ? null : counts.reduce((sum, count) => sum + count, 0);
}
