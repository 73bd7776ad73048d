import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { neon, neonConfig, Pool } from "@neondatabase/serverless";
import { beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "../postgres/start-postgres.ts";
import { testEnvironment } from "../testing/sale.ts";
import { startNeonProxy } from "./start-neon-proxy.ts";

const { DATABASE_URL: url, NEON_LOCAL_PROXY: proxy = "" } = testEnvironment();

beforeAll(() => {
  neonConfig.fetchEndpoint = () => `http://${proxy}/sql`;
  neonConfig.wsProxy = (host, port) => `${proxy}/v2?address=${host}:${port}`;
  neonConfig.useSecureWebSocket = false;
});

describe("queries over HTTP", () => {
  it("carry parameters and every kind of value both ways", async () => {
    const sql = neon(url);
    const [row] = await sql`select ${1}::int as int, ${"é'\\"}::text as text, ${null}::text as nothing,
      ${JSON.stringify({ a: [1] })}::jsonb as json, ${[1, 2]}::int[] as list, ${true}::bool as bool,
      2::bigint as big, '2027-01-01T00:00:00Z'::timestamptz as at`;
    expect(row).toEqual({
      int: 1,
      text: "é'\\",
      nothing: null,
      json: { a: [1] },
      list: [1, 2],
      bool: true,
      big: "2",
      at: new Date("2027-01-01"),
    });
  });

  it("run as one transaction in a batch, or not at all", async () => {
    const sql = neon(url);
    await sql`create table batch (id int primary key)`;
    const failed = sql.transaction([sql`insert into batch values (1)`, sql`insert into batch values (1)`]);
    await expect(failed).rejects.toMatchObject({ code: "23505", constraint: "batch_pkey", table: "batch" });
    expect(await sql`select * from batch`).toEqual([]);
    await sql.transaction([sql`insert into batch values (1)`, sql`insert into batch values (2)`]);
    expect(await sql`select count(*)::int as rows from batch`).toEqual([{ rows: 2 }]);
  });

  it("have the isolation that the batch asks for", async () => {
    const sql = neon(url);
    const level = sql`select current_setting('transaction_isolation') as level`;
    const levels = await sql.transaction([level], { isolationLevel: "Serializable" });
    expect(levels).toEqual([[{ level: "serializable" }]]);
    const write = sql.transaction([sql`create table never (id int)`], { readOnly: true });
    await expect(write).rejects.toMatchObject({ code: "25006" });
  });

  it.each([
    ["a wrong statement", "select * from nowhere", { code: "42P01" }],
    ["two statements in one", "select 1; select 2", { code: "42601" }],
    ["a division by zero", "select 1 / 0", { code: "22012", severity: "ERROR" }],
  ])("answer %s with PostgreSQL's error", async (_, text, error) => {
    await expect(neon(url).query(text)).rejects.toMatchObject(error);
  });

  it("refuse a wrong password", async () => {
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(neon(wrong.href)`select 1`).rejects.toMatchObject({ code: "28P01" });
  });

  it("answer what is no query with an error, and go on", async () => {
    const headers = { "neon-connection-string": url };
    const statuses = await Promise.all(
      [
        fetch(`http://${proxy}/sql`, { method: "POST", headers, body: "{" }),
        fetch(`http://${proxy}/sql`, { method: "POST", body: "{}" }),
        fetch(`http://${proxy}/sql`),
      ].map(async (response) => (await response).status),
    );
    expect(statuses).toEqual([500, 500, 404]);
    expect(await neon(url)`select 1 as one`).toEqual([{ one: 1 }]);
  });
});

describe("connections over WebSocket", () => {
  it("hold a transaction open between statements", async () => {
    const pool = new Pool({ connectionString: url });
    const client = await pool.connect();
    await client.query("begin");
    await client.query("create table never (id int)");
    await client.query("rollback");
    const { rows } = await client.query("select to_regclass('never') as name");
    client.release();
    await pool.end();
    expect(rows).toEqual([{ name: null }]);
  });
});

describe("a server that is killed", () => {
  it("fails the query under way and those after it, and is used again when it is back", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-proxy-"));
    const options = { dataFolder: path.join(folder, "data"), password: "test", durable: false };
    const first = await startPostgres({ ...options, port: 0 });
    const own = await startNeonProxy({ databaseUrl: first.url, port: 0 });
    neonConfig.fetchEndpoint = () => `http://127.0.0.1:${own.port}/sql`;
    const sql = neon(first.url);
    await Promise.all([1, 2, 3].map(() => sql`select 1`));

    const underWay = [sql`select pg_sleep(600)`, sql.transaction([sql`select pg_sleep(600)`])];
    const failed = Promise.allSettled(underWay);
    await sql`select 1`;
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(sql`select 1`).rejects.toMatchObject({ name: "NeonDbError" });

    const second = await startPostgres({ ...options, port: first.port });
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    await own.stop();
    await second.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
