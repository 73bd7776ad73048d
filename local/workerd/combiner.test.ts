/**
 * The four rules of durable-objects/event/combiner.ts, on raw workerd: there requests have contexts of their own, which end
 * with them, and those that wait for nothing of their own are ended as hung. Each test fails without its rule.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { workerdBinary } from "../../scripts/start/workerd-service.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { freePorts } from "../testing/free-ports.ts";

let folder: string;
let supervisor: Supervisor;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-combiner-"));
  cpSync(fileURLToPath(new URL("testing", import.meta.url)), folder, { recursive: true });
  const source = readFileSync(new URL("../../durable-objects/event/combiner.ts", import.meta.url), "utf8");
  writeFileSync(join(folder, "combiner.js"), stripTypeScriptTypes(source));
  [port = 0] = await freePorts(1);
  supervisor = new Supervisor({ logDirectory: join(folder, "logs"), say: () => {}, onGiveUp: () => {} });
  await supervisor.start({
    name: "workerd",
    command: workerdBinary(),
    args: ["serve", join(folder, "combiner.capnp"), `--socket-addr=http=127.0.0.1:${port}`, "--control-fd=3"],
    env: {},
    sockets: 1,
    diesBy: "kernel",
  });
});

afterAll(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

/** What the request was answered, or its status where that was not 200. */
async function submit(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<string> {
  const url = `http://127.0.0.1:${port}/?${new URLSearchParams(query)}`;
  const answer = await fetch(url, signal === undefined ? {} : { signal });
  const text = await answer.text();
  return answer.status === 200 ? text : String(answer.status);
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => String(n));
}

function counted(answers: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const kind = answer.split(" ")[0] ?? "";
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

it("answers all who wait for a slow object: none is ended as hung (rule 3)", async () => {
  const answers = await Promise.all(numbered(200).map((item) => submit({ item, ms: "100" })));
  expect(answers).toEqual(numbered(200).map((item) => `did ${item}`));
});

it("answers all who follow a request that is gone before it could send (rules 1, 2 and 4)", async () => {
  const first = submit({ item: "first", ms: "200" });
  // It leads the next batch, and leaves.
  await expect.poll(() => submit({ item: "gone", leave: "" })).toBe("left");
  const answers = await Promise.all(numbered(20).map((item) => submit({ item })));
  expect(answers).toEqual(numbered(20).map((item) => `did ${item}`));
  expect(await first).toBe("did first");
  // And everybody after them.
  expect(await submit({ item: "later" })).toBe("did later");
});

it("goes on after a request that is gone after it has sent (rule 1)", async () => {
  await submit({ item: "gone", ms: "100", leave: "" });
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all(numbered(10).map((item) => submit({ item })));
    expect(answers).toEqual(numbered(10).map((item) => `did ${item}`));
  }
});

it("answers all who stay while the clients of others go away in the middle (rules 1 and 2)", async () => {
  const staying = numbered(40).map(async (client) => {
    const answers: string[] = [];
    for (const n of numbered(15)) answers.push(await submit({ item: `${client}-${n}`, ms: "5" }));
    return answers;
  });
  const leaving = numbered(40).map(async (client) => {
    for (const n of numbered(15)) {
      const signal = AbortSignal.timeout(1 + ((Number(client) + Number(n)) % 12));
      await submit({ item: `leaving-${client}-${n}`, ms: "5" }, signal).catch(() => undefined);
    }
  });
  const answers = (await Promise.all(staying)).flat();
  await Promise.all(leaving);
  expect(counted(answers)).toEqual({ did: 600 });
});

it("refuses the poisoned item among good ones, alone, and goes on after an object that failed as a whole", async () => {
  const first = submit({ item: "first", ms: "50" });
  const answers = await Promise.all(["a", "poison", "b"].map((item) => submit({ item })));
  expect(answers).toEqual(["did a", "refused poison", "did b"]);
  await first;
  expect(await submit({ item: "crash" })).toBe("unavailable");
  expect(await submit({ item: "after" })).toBe("did after");
});

it("refuses at once what finds the queue full, and never sends that", async () => {
  const first = submit({ item: "first", ms: "450", max: "8" });
  const answers = await Promise.all(numbered(30).map((item) => submit({ item, max: "8" })));
  await first;
  const { did = 0, overloaded = 0, ...others } = counted(answers);
  expect([did + overloaded, others]).toEqual([30, {}]);
  expect(overloaded).toBeGreaterThan(0);
});
