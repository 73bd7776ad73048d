import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process and all that descend from it, parents first. Where there is no /proc, the process alone. */
export function processTree(root: number): readonly number[] {
  const children = Map.groupBy(runningProcesses(), ({ parent }) => parent);
  const tree = [root];
  // Grows while it is walked.
  for (const pid of tree) tree.push(...(children.get(pid) ?? []).map((child) => child.pid));
  return tree;
}

function runningProcesses(): { readonly pid: number; readonly parent: number }[] {
  if (!existsSync("/proc/self/stat")) return [];
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const parent = parentOf(entry);
      return parent === undefined ? [] : [{ pid: Number(entry), parent }];
    });
}

/** `pid (name) state parent …`; the name may hold anything. Undefined for one that has just ended. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
