import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../local/testing/free-ports.ts";
import { assertPortsFree, PORT_NAMES, type Ports, portsFrom } from "./start/ports.ts";
import { projectRoot } from "./start/project-root.ts";

/** A process that was told to end needs a moment. */
const PATIENCE = { timeout: 15_000, interval: 100 };

let folder: string;
let ports: Ports;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-start-"));
  ports = await consecutiveFreePorts();
});
afterAll(() => rmSync(folder, { recursive: true }));

type Npm = ChildProcessByStdio<null, Readable, Readable>;

/** `npm start`, in a process group of its own, as a terminal would have it. */
function npmStart(): Npm {
  return spawn("npm", ["start"], {
    cwd: projectRoot,
    env: { ...process.env, PORT: String(ports.product), SLUICE_DATA_DIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

/** Its output up to the last line of the banner. */
async function untilUp(npm: Npm): Promise<string> {
  let output = "";
  for await (const chunk of npm.stdout) {
    output += String(chunk);
    if (output.includes("Ctrl-C stops everything.")) return output;
  }
  throw new Error(`npm start ended: ${output}${await text(npm.stderr)}`);
}

function signalGroup(npm: Npm, signal: NodeJS.Signals): void {
  process.kill(-(npm.pid ?? 0), signal);
}

/** Whether nobody listens on any of the stack's ports. */
function nothingListens(): Promise<boolean> {
  return assertPortsFree(ports, new Set(PORT_NAMES)).then(
    () => true,
    () => false,
  );
}

describe("npm start", () => {
  it("serves the product, refuses a second start in one line, and stops all of it at one Ctrl-C", async () => {
    const npm = npmStart();
    const output = await untilUp(npm);
    expect(output).toContain(`http://127.0.0.1:${ports.product}`);
    const { postgresPassword } = JSON.parse(readFileSync(join(folder, "keys.json"), "utf8")) as Record<string, string>;
    expect(output).not.toContain(postgresPassword);
    const front = await fetch(`http://127.0.0.1:${ports.product}/`);
    expect([front.status, front.headers.get("content-security-policy")]).toEqual([
      200,
      expect.stringContaining("'none'"),
    ]);
    expect(existsSync(join(folder, "env.json"))).toBe(true);

    const second = npmStart();
    const [said, [code]] = await Promise.all([text(second.stderr), once(second, "close")]);
    expect(code).toBe(1);
    expect(said.split("\n").filter((line) => line.includes("taken"))).toHaveLength(1);
    expect(said).toMatch(new RegExp(`^port ${ports.product} \\(for Sluice\\) is taken`, "m"));
    expect(said).not.toContain("    at ");

    signalGroup(npm, "SIGINT");
    await once(npm, "close");
    await expect.poll(nothingListens, PATIENCE).toBe(true);
    expect(existsSync(join(folder, "env.json"))).toBe(false);
  });

  it.each(["npm alone", "the whole group"])(
    "leaves nothing behind when SIGKILL hits %s, and starts again",
    async (victim) => {
      const npm = npmStart();
      await untilUp(npm);
      if (victim === "npm alone") npm.kill("SIGKILL");
      else signalGroup(npm, "SIGKILL");
      await once(npm, "exit");
      await expect.poll(nothingListens, PATIENCE).toBe(true);
    },
  );

  it("finds its data again after that", async () => {
    const npm = npmStart();
    await untilUp(npm);
    const events = (await (await fetch(`http://127.0.0.1:${ports.product}/api/events`)).json()) as { items: unknown[] };
    expect(events.items.length).toBeGreaterThan(0);
    signalGroup(npm, "SIGTERM");
    await once(npm, "close");
    await expect.poll(nothingListens, PATIENCE).toBe(true);
  });
});

async function consecutiveFreePorts(): Promise<Ports> {
  for (;;) {
    const [first = 0] = await freePorts(1);
    ports = portsFrom(String(Math.min(first, 65_000)));
    if (await nothingListens()) return ports;
  }
}
