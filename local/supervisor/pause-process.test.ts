import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished, vi } from "vitest";
import { pauseProcess } from "./pause-process.ts";
import { processTree } from "./process-tree.ts";

/** A shell with a child, which are gone when the test ends. */
async function family(): Promise<{ readonly pids: readonly number[]; readonly parent: ChildProcess }> {
  const parent = spawn("sh", ["-c", "sleep 600 & echo started; wait"], { stdio: ["ignore", "pipe", "ignore"] });
  await once(createInterface({ input: parent.stdout }), "line");
  const pids = processTree(parent.pid ?? 0);
  onTestFinished(() => {
    for (const pid of pids) process.kill(pid, "SIGKILL");
  });
  return { pids, parent };
}

/** As `ps` shows them: T is stopped, S sleeps. */
function states(pids: readonly number[]): string[] {
  return pids.map((pid) => spawnSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim());
}

it("a paused process stands still with its children, and goes on when it is told to", async () => {
  const { pids, parent } = await family();
  const resume = await pauseProcess(parent.pid ?? 0);
  expect(states(pids)).toEqual(pids.map(() => "T"));
  await resume();
  expect(states(pids)).toEqual(pids.map(() => "S"));
});

it("whoever paused it may be killed: it goes on", async () => {
  const { pids, parent } = await family();
  const module = fileURLToPath(new URL("./pause-process.ts", import.meta.url));
  const script = `await (await import(${JSON.stringify(module)})).pauseProcess(${parent.pid}); console.log("paused"); setInterval(() => {}, 60_000)`;
  const pausing = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(createInterface({ input: pausing.stdout }), "line");
  expect(states(pids)).toEqual(pids.map(() => "T"));
  pausing.kill("SIGKILL");
  await vi.waitFor(() => expect(states(pids)).toEqual(pids.map(() => "S")), { timeout: 10_000 });
});

it("a process that is gone keeps nobody waiting", async () => {
  const gone = spawn("true");
  await once(gone, "exit");
  const resume = await pauseProcess(gone.pid ?? 0);
  await expect(resume()).resolves.toBeUndefined();
});
