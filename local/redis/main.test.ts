import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const children: Child[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(settings: Readonly<Record<string, string>>): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], { env: settings, stdio: "pipe" });
  children.push(child);
  return child;
}

async function announcedPort(child: Child): Promise<number> {
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(line.toString()).toMatch(/^\{"event":"listen","port":\d+\}\n$/);
  return (JSON.parse(line.toString()) as { port: number }).port;
}

async function ended(child: Child): Promise<{ code: number; stderr: string }> {
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { code: Number(code), stderr };
}

describe("the Redis stand-in as a process", () => {
  it("announces its port, serves, and ends in peace on SIGTERM", async () => {
    const child = start({ PORT: "0", REDIS_TOKEN: "secret" });
    const port = await announcedPort(child);
    const headers = { authorization: "Bearer secret" };
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body: '["PING"]' });
    expect(await answer.json()).toEqual({ result: "PONG" });
    const end = ended(child);
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: 0, stderr: "" });
  });

  it("ends when its parent is gone", async () => {
    const child = start({ REDIS_TOKEN: "secret" });
    await announcedPort(child);
    const end = ended(child);
    child.stdin.end();
    expect(await end).toEqual({ code: 0, stderr: "" });
  });

  it("says in one line that its port is taken", async () => {
    const port = await announcedPort(start({ REDIS_TOKEN: "secret" }));
    const second = start({ PORT: String(port), REDIS_TOKEN: "secret" });
    expect(await ended(second)).toEqual({ code: 98, stderr: `port ${port} is in use by another program\n` });
  });

  it.each([
    [{}, "REDIS_TOKEN is not set\n"],
    [{ REDIS_TOKEN: "secret", PORT: "many" }, "PORT is no port: many\n"],
    [
      { REDIS_TOKEN: "secret", REDIS_URL: "redis://127.0.0.1:1" },
      "REDIS_URL cannot be reached: connect ECONNREFUSED 127.0.0.1:1\n",
    ],
  ])("says in one line what is wrong with its settings: %j", async (settings, stderr) => {
    expect(await ended(start(settings))).toEqual({ code: 1, stderr });
  });
});
