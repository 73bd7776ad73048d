import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { expect, it, onTestFinished } from "vitest";
import { connectDatabase } from "./connect.ts";
import { isDatabaseOutage } from "./database-outage.ts";

/** What a query comes to when the proxy before the database answers so; `signal` ends it. */
async function query(answer: (response: ServerResponse) => void, signal?: AbortSignal): Promise<unknown> {
  const server = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const DATABASE_URL = "postgres://someone:secret@127.0.0.1/shop";
  const db = connectDatabase({ DATABASE_URL, NEON_LOCAL_PROXY: `127.0.0.1:${port}` }, signal);
  return db.execute(sql`select 1`).then(
    () => "answered",
    (error: unknown) => error,
  );
}

function beginAnswer(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write("{");
}

it("an answer that breaks off is an outage", async () => {
  const error = await query((response) => {
    beginAnswer(response);
    setImmediate(() => response.destroy());
  });
  expect(isDatabaseOutage(error)).toBe(true);
});

it("an answer that is too late, begun or not, is an outage", async () => {
  for (const begin of [beginAnswer, () => {}]) {
    const late = new AbortController();
    const error = await query((response) => {
      begin(response);
      setImmediate(() => late.abort(new DOMException("late", "TimeoutError")));
    }, late.signal);
    expect(isDatabaseOutage(error)).toBe(true);
  }
});
