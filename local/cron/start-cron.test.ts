import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cron, startCron } from "./start-cron.ts";

let server: Server;
let url: string;
let cron: Cron | undefined;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/run`;
});
afterEach(() => {
  cron?.stop();
  server.close();
  server.closeAllConnections();
});

/** Answers the next so many runs with these statuses; their methods and addresses. */
async function answerRuns(...statuses: readonly number[]): Promise<{ method: string; url: URL }[]> {
  const runs: { method: string; url: URL }[] = [];
  for (const status of statuses) {
    const [request, response] = await once(server, "request");
    runs.push({ method: request.method, url: new URL(request.url, url) });
    response.writeHead(status).end();
  }
  return runs;
}

describe("startCron", () => {
  it("asks for a run again and again, with the expression and the time", async () => {
    const runs = answerRuns(204, 204);
    cron = startCron({ url, method: "POST", everyMs: 5, say: () => {} });
    const [first, second] = await runs;
    expect([first?.method, first?.url.pathname, first?.url.searchParams.get("cron")]).toEqual([
      "POST",
      "/run",
      "* * * * *",
    ]);
    const times = [first, second].map((run) => Number(run?.url.searchParams.get("time")));
    expect(times[0]).toBeLessThan(times[1] ?? 0);
  });

  it("goes on after failures, and says a row of them once", async () => {
    const said: string[] = [];
    const runs = answerRuns(500, 500, 204, 500, 204);
    cron = startCron({ url, method: "GET", everyMs: 5, say: (line) => said.push(line) });
    await runs;
    expect(said).toEqual(Array(2).fill("cron: the scheduled handler answered 500; it is tried again each minute"));
  });
});
