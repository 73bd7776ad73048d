import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Receiver } from "@upstash/qstash";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startJsonServer, type JsonRequest } from "../process/json-server.ts";
import type { Clock } from "./delivery.ts";
import { startQStash, type QStashOptions } from "./start-qstash.ts";

const KEYS = { token: "token", currentSigningKey: "sig_current", nextSigningKey: "sig_next" };
const NOTHING: JsonRequest = { method: "", target: "", headers: {}, body: Buffer.alloc(0) };
const stops: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
  vi.restoreAllMocks();
});

/** Time that stands still until a test moves it. */
class ManualClock implements Clock {
  nowMs = 1_000_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly call: () => void }>();

  now(): number {
    return this.nowMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.nowMs + ms, call };
    if (ms === 0) call();
    else this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds until each timer that is armed. */
  get waits(): number[] {
    return [...this.#timers].map(({ atMs }) => atMs - this.nowMs);
  }

  advance(ms: number): void {
    this.nowMs += ms;
    for (const timer of Array.from(this.#timers)) {
      if (timer.atMs > this.nowMs) continue;
      this.#timers.delete(timer);
      timer.call();
    }
  }
}

interface Destination {
  readonly url: string;
  readonly got: JsonRequest[];
}

/** A destination that answers with these statuses in turn, then 200. */
async function destination(...statuses: number[]): Promise<Destination> {
  const got: JsonRequest[] = [];
  const server = await startJsonServer({
    port: 0,
    maxBodyBytes: 10_000,
    handle: (request) => {
      got.push(request);
      return { status: statuses[got.length - 1] ?? 200, body: {} };
    },
  });
  stops.push(() => server.stop());
  return { url: `http://127.0.0.1:${server.port}/steps/pay?x=1`, got };
}

async function qstash(over: Partial<QStashOptions> = {}) {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const clock = new ManualClock();
  const server = await startQStash({ port: 0, ...KEYS, clock, ...over });
  stops.push(() => server.stop());
  const client = new Client({ baseUrl: server.url, token: KEYS.token, devMode: false, enableTelemetry: false });
  return { server, client, clock };
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5_000, interval: 5 });
}

async function call(
  url: string,
  path: string,
  method = "GET",
  body?: string,
): Promise<{ status: number; body: never }> {
  const init = { method, headers: { authorization: `Bearer ${KEYS.token}` }, ...(body === undefined ? {} : { body }) };
  const answer = await fetch(url + path, init);
  return { status: answer.status, body: (await answer.json().catch(() => undefined)) as never };
}

describe("the stand-in for QStash", () => {
  it("delivers what the SDK publishes, with its headers, signed so that the SDK's receiver accepts it", async () => {
    const { client } = await qstash();
    const to = await destination();
    await client.publishJSON({ url: to.url, body: { outboxId: "obx_1" }, headers: { traceparent: "00-a-b-01" } });
    await until(() => to.got.length === 1);
    const [{ headers, body } = NOTHING] = to.got;
    expect(JSON.parse(body.toString())).toEqual({ outboxId: "obx_1" });
    expect(headers).toMatchObject({
      traceparent: "00-a-b-01",
      "upstash-retried": "0",
      "content-type": "application/json",
    });

    const receiver = new Receiver({ ...KEYS, devMode: false });
    const signature = String(headers["upstash-signature"]);
    const verify = (text: string, url: string) => receiver.verify({ signature, body: text, url }).catch(() => false);
    expect(await verify(body.toString(), to.url)).toBe(true);
    expect(await verify(`${body.toString()} `, to.url)).toBe(false);
    expect(await verify(body.toString(), `${to.url}2`)).toBe(false);
  });

  it("signs with the next key after a rotation", async () => {
    const { client, server } = await qstash();
    const to = await destination();
    await call(server.url, "/v2/keys/rotate", "POST");
    await client.publishJSON({ url: to.url, body: {} });
    await until(() => to.got.length === 1);
    const signature = String(to.got[0]?.headers["upstash-signature"]);
    const nextOnly = new Receiver({ currentSigningKey: "sig_next", nextSigningKey: "sig_later", devMode: false });
    expect(await nextOnly.verify({ signature, body: "{}", url: to.url })).toBe(true);
  });

  it("takes a batch, each message for itself", async () => {
    const { client } = await qstash();
    const to = await destination();
    const answers = await client.batchJSON([
      { url: to.url, body: { n: 1 } },
      { url: "http://192.0.2.1/elsewhere", body: { n: 2 } },
      { url: to.url, body: { n: 3 } },
    ]);
    expect(answers[1]).toEqual({ error: "the local stand-in delivers to this machine only" });
    await until(() => to.got.length === 2);
  });

  it("sends a deduplication id once in ten minutes", async () => {
    const { client, clock } = await qstash();
    const to = await destination();
    const publish = () => client.publishJSON({ url: to.url, body: {}, deduplicationId: "row-1" });
    const [first, second] = [await publish(), await publish()];
    expect(second).toMatchObject({ messageId: first.messageId, deduplicated: true });
    clock.advance(10 * 60_000);
    expect((await publish()).messageId).not.toBe(first.messageId);
    await until(() => to.got.length === 2);
  });

  it("tries again after 12 s and 2 min 28 s, then gives up and keeps a dead letter that can be sent again", async () => {
    const { client, clock, server } = await qstash();
    const to = await destination(500, 503, 500);
    await client.publishJSON({ url: to.url, body: {}, retries: 2 });
    for (const expectedS of [12, 148]) {
      await until(() => clock.waits.length === 1);
      expect(Math.round((clock.waits[0] ?? 0) / 1_000)).toBe(expectedS);
      clock.advance(clock.waits[0] ?? 0);
    }
    await until(() => to.got.length === 3);
    expect(to.got.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "1", "2"]);
    const letters = async () => (await client.dlq.listMessages()).messages;
    await vi.waitFor(async () => expect(await letters()).toMatchObject([{ responseStatus: 500 }]));

    await call(server.url, "/v2/dlq/retry", "POST");
    await until(() => to.got.length === 4);
    expect(await letters()).toEqual([]);
  });

  it("counts a destination that is down as an attempt", async () => {
    const { client, clock } = await qstash();
    await client.publishJSON({ url: "http://127.0.0.1:1/down", body: {} });
    await until(() => clock.waits.length === 1);
    expect(Math.round((clock.waits[0] ?? 0) / 1_000)).toBe(12);
  });

  it("holds a delayed message back", async () => {
    const { client, clock } = await qstash();
    const to = await destination();
    await client.publishJSON({ url: to.url, body: {}, delay: 90 });
    expect(clock.waits).toEqual([90_000]);
    clock.advance(90_000);
    await until(() => to.got.length === 1);
  });

  it("can cancel a message that has not gone out", async () => {
    const { client, clock } = await qstash();
    const to = await destination();
    const { messageId } = await client.publishJSON({ url: to.url, body: {}, delay: 60 });
    await client.messages.cancel(messageId);
    expect(clock.waits).toEqual([]);
  });

  it("refuses what it would otherwise ignore, and strangers", async () => {
    const { server, client } = await qstash();
    const to = await destination();
    await expect(client.publishJSON({ url: to.url, body: {}, callback: to.url })).rejects.toThrow("not supported");
    await expect(client.publishJSON({ url: to.url, body: {}, delay: "soon" as never })).rejects.toThrow(
      "upstash-delay",
    );
    const stranger = new Client({ baseUrl: server.url, token: "wrong", devMode: false, retry: false });
    await expect(stranger.publishJSON({ url: to.url, body: {} })).rejects.toThrow("unauthorized");
  });

  it("delivers twice, or loses an answer, when chaos says so", async () => {
    const { server, client, clock } = await qstash();
    const to = await destination();
    await call(server.url, "/chaos", "POST", '{"duplicate":1,"dropAck":1}');
    await client.publishJSON({ url: to.url, body: {} });
    await until(() => clock.waits.length === 1);
    expect(to.got).toHaveLength(2);
    expect((await call(server.url, "/deliveries")).body).toEqual({ pending: 1, acknowledged: 2 });
  });

  it("drops an attempt, which it makes again, or the message for ever, when chaos says so", async () => {
    const { server, client, clock } = await qstash();
    const to = await destination();
    await call(server.url, "/chaos", "POST", '{"drop":1}');
    await client.publishJSON({ url: to.url, body: { n: 1 } });
    await until(() => clock.waits.length === 1);
    await call(server.url, "/chaos", "POST", '{"lose":1}');
    await client.publishJSON({ url: to.url, body: { n: 2 } });
    await call(server.url, "/chaos", "POST", "{}");
    clock.advance(clock.waits[0] ?? 0);
    await until(() => to.got.length === 1);
    expect(JSON.parse(String(to.got[0]?.body))).toEqual({ n: 1 });
    await vi.waitFor(async () =>
      expect((await call(server.url, "/deliveries")).body).toEqual({ pending: 0, acknowledged: 1 }),
    );
  });

  it("holds deliveries back, each by its own time, when chaos says so", async () => {
    const { server, client, clock } = await qstash();
    const to = await destination();
    vi.spyOn(Math, "random").mockReturnValueOnce(0.9).mockReturnValueOnce(0.1);
    await call(server.url, "/chaos", "POST", '{"delayMs":1000,"spreadMs":500}');
    await client.publishJSON({ url: to.url, body: { n: 1 } });
    await client.publishJSON({ url: to.url, body: { n: 2 } });
    expect(clock.waits).toEqual([1_450, 1_050]);
    const wrong = await call(server.url, "/chaos", "POST", '{"delayMs":-1}');
    expect(wrong.status).toBe(400);
  });
});

describe("the process", () => {
  it("that is killed before it delivered delivers after its next start", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-qstash-"));
    stops.push(() => rmSync(folder, { recursive: true, force: true }));
    const to = await destination();
    const env = {
      ...process.env,
      QSTASH_TOKEN: KEYS.token,
      QSTASH_CURRENT_SIGNING_KEY: KEYS.currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: KEYS.nextSigningKey,
      QSTASH_DATA_FILE: join(folder, "qstash.db"),
    };
    const start = async (timeScale: string) => {
      const main = join(import.meta.dirname, "main.ts");
      const child = spawn(process.execPath, [main], {
        env: { ...env, QSTASH_TIME_SCALE: timeScale },
        stdio: ["pipe", "pipe", "ignore"],
      });
      stops.push(() => void child.kill("SIGKILL"));
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      return { child, url: `http://127.0.0.1:${(JSON.parse(line.toString()) as { port: number }).port}` };
    };

    const first = await start("1");
    const client = new Client({ baseUrl: first.url, token: KEYS.token, devMode: false, enableTelemetry: false });
    await client.publishJSON({ url: to.url, body: { n: 1 }, delay: 3_600 });
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    expect(to.got).toHaveLength(0);

    await start("0.00001");
    await until(() => to.got.length === 1);
  });
});
