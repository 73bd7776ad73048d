import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "./start-postgres.ts";

const options = { port: 0, password: "p@ss/word", durable: false };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sluice-postgres-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("PostgreSQL", () => {
  it("keeps what was committed when it is killed", async () => {
    const dataFolder = path.join(folder, "killed");
    const durable = { ...options, dataFolder, durable: true };
    const first = await startPostgres(durable);
    await query(first.url, "create table kept as select 42 as answer");
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    const second = await startPostgres(durable);
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it("starts over a lock file whose number has gone to another process", async () => {
    const dataFolder = path.join(folder, "stale");
    await (await startPostgres({ ...options, dataFolder })).stop();
    writeFileSync(path.join(dataFolder, "postmaster.pid"), `${process.pid}\n${dataFolder}\n1\n5432\n`);
    const postgres = await startPostgres({ ...options, dataFolder });
    expect(await query(postgres.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  it("starts over a folder that was never finished, and says when its port is taken", async () => {
    const dataFolder = path.join(folder, "unfinished");
    mkdirSync(path.join(`${dataFolder}.new`, "base"), { recursive: true });
    writeFileSync(path.join(`${dataFolder}.new`, "PG_VERSION"), "18\n");
    const postgres = await startPostgres({ ...options, dataFolder });
    expect(await query(postgres.url, "select 1 as one")).toEqual([{ one: 1 }]);
    const second = startPostgres({ ...options, dataFolder: path.join(folder, "second"), port: postgres.port });
    await expect(second).rejects.toThrow("Address already in use");
    await postgres.stop();
  });
});

describe("PostgreSQL as a process of its own", () => {
  let child: ChildProcess | undefined;

  afterEach(() => child?.kill("SIGKILL"));

  /** `main.ts`, once it listens. */
  async function startProcess() {
    const settings = { PG_DATA_DIR: path.join(folder, "process"), PG_PASSWORD: "secret", PG_PORT: "0" };
    const main = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
      env: { ...process.env, ...settings },
      stdio: ["pipe", "pipe", "ignore"],
    });
    child = main;
    const [line] = (await once(main.stdout, "data")) as [Buffer];
    const { event, port } = JSON.parse(line.toString()) as { event: string; port: number };
    expect(event).toBe("listen");
    return { main, url: `postgres://sluice:secret@127.0.0.1:${port}/sluice` };
  }

  it.each(["SIGTERM", "SIGINT"] as const)("ends well on %s", async (signal) => {
    const { main } = await startProcess();
    main.kill(signal);
    expect(await once(main, "exit")).toEqual([0, null]);
  });

  it("ends well when its input ends, and has said one line in all", async () => {
    const { main } = await startProcess();
    const rest = text(main.stdout);
    main.stdin.end();
    expect(await once(main, "exit")).toEqual([0, null]);
    expect(await rest).toBe("");
  });

  it("takes the server with it when it is killed, and the next start has the data", async () => {
    const { main, url } = await startProcess();
    await query(url, "create table kept as select 42 as answer");
    const witness = new Client({ connectionString: url });
    await witness.connect();
    witness.on("error", () => {});
    const cut = new Promise((resolve) => witness.once("end", resolve));
    main.kill("SIGKILL");
    await cut;
    const second = await startProcess();
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  it("fails when the server is killed", async () => {
    const { main, url } = await startProcess();
    const [row] = await query(url, "select pg_read_file('postmaster.pid') as pid");
    process.kill(Number.parseInt((row as { pid: string }).pid, 10), "SIGKILL");
    expect(await once(main, "exit")).toEqual([1, null]);
  });
});
