import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const SAMPLE_MS = 300;
/** Of all cores together. */
const QUIET_SHARE = 0.12;
const PATIENCE_MS = 8_000;

/** Waits until the machine has nothing else to do, at most 8 s; the busy share of its cores at the end. */
export async function waitUntilQuiet(stop: AbortSignal): Promise<number> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const before = parseCpuLine(readFileSync("/proc/stat", "utf8"));
    await sleep(SAMPLE_MS, undefined, { signal: stop });
    const after = parseCpuLine(readFileSync("/proc/stat", "utf8"));
    const share = (after.busy - before.busy) / Math.max(1, after.total - before.total);
    if (share < QUIET_SHARE || performance.now() > untilMs) return share;
  }
}

/** The first line of /proc/stat, proc_stat(5), in ticks of all cores. Waiting for the disk is not work. */
export function parseCpuLine(text: string): { readonly busy: number; readonly total: number } {
  // user nice system idle iowait irq softirq steal; guest time is part of user.
  const times = text.split("\n", 1)[0]?.trim().split(/\s+/).slice(1, 9).map(Number) ?? [];
  const total = times.reduce((sum, time) => sum + time, 0);
  return { busy: total - (times[3] ?? 0) - (times[4] ?? 0), total };
}
