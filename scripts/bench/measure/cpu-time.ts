import { readdirSync, readFileSync } from "node:fs";
import type { NamedProcess } from "../contender.ts";

/** Linux counts in hundredths of a second for everybody (USER_HZ), whatever its own clock does. */
const US_PER_TICK = 10_000;

export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** User and system time, with that of ended children, in µs. */
  readonly cpuUs: number;
}

/**
 * CPU time in µs that these processes and all that they started have used so far, ended children included: a child's
 * time moves to its parent when that has waited for it, so the sum neither loses nor doubles any.
 */
export function cpuTimeUs(roots: readonly NamedProcess[]): number {
  return sumOfTrees(
    readProcesses(),
    roots.map(({ pid }) => pid),
  );
}

/** The same for each of them by its name. */
export function cpuTimesUs(roots: readonly NamedProcess[]): Readonly<Record<string, number>> {
  const processes = readProcesses();
  return Object.fromEntries(roots.map(({ name, pid }) => [name, sumOfTrees(processes, [pid])]));
}

/** Of these processes' trees. */
export function sumOfTrees(processes: readonly ProcessTimes[], roots: readonly number[]): number {
  const tree = new Set(treeOf(processes, roots));
  return processes.reduce((sum, { pid, cpuUs }) => (tree.has(pid) ? sum + cpuUs : sum), 0);
}

/** The processes and all their descendants. */
export function treeOf(processes: readonly Pick<ProcessTimes, "pid" | "parent">[], roots: readonly number[]): number[] {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const found = new Set<number>();
  const visit = (pid: number): void => {
    if (found.has(pid)) return;
    found.add(pid);
    for (const child of children.get(pid) ?? []) visit(child.pid);
  };
  for (const root of roots) visit(root);
  return [...found];
}

export function readProcesses(): ProcessTimes[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [parseStat(readFileSync(`/proc/${name}/stat`, "utf8"))];
      } catch {
        // It has just ended.
        return [];
      }
    });
}

/** A line of /proc/<pid>/stat, proc_pid_stat(5). The name may hold spaces and parentheses: counted from its end. */
export function parseStat(line: string): ProcessTimes {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const [parent, ...times] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
  const ticks = times.reduce((sum, time) => sum + time, 0);
  return { pid: Number.parseInt(line, 10), parent: parent ?? 0, cpuUs: ticks * US_PER_TICK };
}
