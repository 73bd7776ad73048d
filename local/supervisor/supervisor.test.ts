import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ServiceFailure } from "./service-failure.ts";
import { Supervisor } from "./supervisor.ts";
import { fakeService } from "./testing/fake-service-spec.ts";

let folder: string;
let lives: string;
let said: string[];
let gaveUp: PromiseWithResolvers<string>;
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-supervisor-"));
  lives = join(folder, "lives");
  writeFileSync(lives, "");
  said = [];
  gaveUp = Promise.withResolvers();
  supervisor = new Supervisor({
    logDirectory: join(folder, "logs"),
    say: (line) => said.push(line),
    onGiveUp: gaveUp.resolve,
  });
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

/** What the services noted, without pids. */
function notes(): string[] {
  return readFileSync(lives, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/ \d+$/, ""));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A killed process that nobody has waited for yet is no process any more.
  return !existsSync(`/proc/${pid}/stat`) || !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
}

describe("Supervisor", () => {
  it("starts in order and stops in reverse", async () => {
    for (const name of ["first", "second", "third"]) await supervisor.start(fakeService(name, lives));
    await supervisor.stop();
    const started = ["start first", "start second", "start third"];
    expect(notes()).toEqual([...started, "stop third", "stop second", "stop first"]);
    expect(supervisor.processes()).toEqual([]);
  });

  it("starts a killed process again, under a new pid", async () => {
    await supervisor.start(fakeService("service", lives));
    const [before] = supervisor.processes();
    await supervisor.crash("service");
    const [after] = supervisor.processes();
    expect(after?.name).toBe("service");
    expect(after?.pid).not.toBe(before?.pid);
    expect(said).toEqual(["service died (SIGKILL); starting it again"]);
  });

  it("starts the next life of a process by another specification when it is told to", async () => {
    await supervisor.start(fakeService("service", lives));
    await supervisor.replace({ ...fakeService("service", lives), env: { NAME: "service of today", LIVES: lives } });
    expect(notes()).toEqual(["start service", "start service of today"]);
    await supervisor.crash("service");
    expect(notes().at(-1)).toBe("start service of today");
  });

  it("pauses a process that runs, and no other", async () => {
    await supervisor.start(fakeService("service", lives));
    const resume = await supervisor.pause("service");
    await resume();
    await supervisor.stop();
    expect(notes()).toEqual(["start service", "stop service"]);
    await expect(supervisor.pause("service")).rejects.toThrow("service is down");
    await expect(supervisor.pause("nobody")).rejects.toThrow("there is no process nobody");
  });

  it("gives up a process that keeps dying, in one line that names its log", async () => {
    await supervisor.start(fakeService("service", lives, "die"));
    expect(await gaveUp.promise).toBe("service");
    expect(notes()).toHaveLength(5);
    expect(said.at(-1)).toMatch(/^service died 5 times in 10 s and stays down \(code 1\).*logs\/service\.log$/);
  });

  it("says why a process did not start, in its own last words", async () => {
    const starting = supervisor.start(fakeService("service", lives, "fail"));
    await expect(starting).rejects.toThrow(ServiceFailure);
    await expect(starting).rejects.toThrow(/^service did not start \(code 3\): Error: the disk is full; its log is /);
  });

  it("says so when the program is not there", async () => {
    const missing = { ...fakeService("service", lives), command: join(folder, "no-such-program") };
    await expect(supervisor.start(missing)).rejects.toThrow(/service did not start .*ENOENT/);
  });

  it("kills what does not end by itself", async () => {
    await supervisor.start(fakeService("service", lives, "stubborn"));
    const [{ pid } = { pid: 0 }] = supervisor.processes();
    await supervisor.stop();
    expect(notes()).toEqual(["start service", "stop service"]);
    expect(isAlive(pid)).toBe(false);
  });

  it("starts nothing more once it is being stopped", async () => {
    await supervisor.stop();
    await expect(supervisor.start(fakeService("late", lives))).rejects.toThrow(ServiceFailure);
    expect(notes()).toEqual([]);
  });

  it("keeps the log of the start before beside the new one", async () => {
    const log = join(folder, "logs", "service.log");
    writeFileSync(log, "of the start before\n");
    await supervisor.start(fakeService("service", lives));
    expect(readFileSync(`${log}.1`, "utf8")).toBe("of the start before\n");
    expect(readFileSync(log, "utf8")).toBe("");
  });

  it("leaves no process behind when it is killed itself", async () => {
    const parent = spawn(process.execPath, [
      fileURLToPath(new URL("./testing/parent.ts", import.meta.url)),
      join(folder, "logs"),
      lives,
    ]);
    const [line] = await once(createInterface({ input: parent.stdout }), "line");
    const children = JSON.parse(String(line)) as { readonly name: string; readonly pid: number }[];
    expect(children.map(({ pid }) => isAlive(pid))).toEqual(children.map(() => true));
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]), { timeout: 10_000 });
  });
});
