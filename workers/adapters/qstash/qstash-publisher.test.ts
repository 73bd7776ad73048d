import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { mintRefundId } from "../../../domain/contract/ids.ts";
import type { OutboxRow } from "../../../domain/ports/outbox.ts";
import { createQStashPublisher } from "./qstash-publisher.ts";

interface Sent {
  readonly destination: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A queue that answers each batch as it is told, and the batches that it was sent. */
async function openQueue(answer: (batch: readonly Sent[]) => { readonly status: number; readonly body: unknown }) {
  const batches: (readonly Sent[])[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const batch = (await json(request)) as readonly Sent[];
    batches.push(batch);
    const { status, body } = answer(batch);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const publisher = createQStashPublisher({
    QSTASH_URL: `http://127.0.0.1:${port}`,
    QSTASH_TOKEN: "token",
    PUBLIC_URL: "https://sluice.test",
  });
  return { publisher, batches };
}

function row(id: string, attempt = 1): OutboxRow {
  const message = { type: "refund.requested", refundId: mintRefundId(1) } as const;
  return { id, message, trace: { requestId: "req_1", traceparent: "00-a-b-01" }, attempt };
}

const taken = (batch: readonly Sent[]) => ({ status: 200, body: batch.map((_, i) => ({ messageId: `msg_${i}` })) });

vi.spyOn(console, "error").mockReturnValue();

describe("publishing", () => {
  it("is one call, whose messages name row and attempt and nothing of the message", async () => {
    const { publisher, batches } = await openQueue(taken);
    expect(await publisher.publish([row("a:1", 3), row("é:2")])).toEqual([]);
    expect(batches).toHaveLength(1);
    const [first, second] = batches[0] ?? [];
    expect(first?.destination).toBe("https://sluice.test/api/internal/steps/refund-payment");
    expect(JSON.parse(first?.body ?? "")).toEqual({ outboxId: "a:1" });
    expect(first?.headers).toMatchObject({
      "upstash-deduplication-id": "a-1-3",
      "upstash-retries": "2",
      "upstash-forward-traceparent": "00-a-b-01",
      "upstash-forward-x-request-id": "req_1",
    });
    expect(second?.headers).toMatchObject({ "upstash-deduplication-id": "--2-1" });
  });

  it("gives the rows that the queue refuses, each with its reason", async () => {
    const { publisher } = await openQueue((batch) => ({
      status: 200,
      body: batch.map(({ body }) => (body.includes("bad") ? { error: "invalid url" } : { messageId: "msg_1" })),
    }));
    expect(await publisher.publish([row("a"), row("bad"), row("c")])).toEqual([
      { id: "bad", error: "QStash: invalid url" },
    ]);
  });

  it("finds the row for which the queue refuses the whole call, and publishes all others", async () => {
    const published = new Set<string>();
    const { publisher } = await openQueue((batch) => {
      if (batch.some(({ body }) => body.includes("bad"))) return { status: 400, body: { error: "no" } };
      for (const { body } of batch) published.add((JSON.parse(body) as { outboxId: string }).outboxId);
      return taken(batch);
    });
    const good = Array.from({ length: 49 }, (_, i) => row(`row ${i}`));
    const refused = await publisher.publish([...good.slice(0, 20), row("bad"), ...good.slice(20)]);
    expect(refused).toMatchObject([{ id: "bad", error: expect.stringContaining("no") }]);
    expect(published.size).toBe(49);
  });

  it.each([401, 429, 500])(
    "throws, and tries no halves, when the queue answers %i: no row is to blame",
    async (status) => {
      const { publisher, batches } = await openQueue(() => ({ status, body: { error: "later" } }));
      await expect(publisher.publish([row("a"), row("b")])).rejects.toThrow();
      expect(batches).toHaveLength(1);
    },
  );
});
