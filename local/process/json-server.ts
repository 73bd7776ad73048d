import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "./listen-on-loopback.ts";
import type { RunningService } from "./run-service.ts";

export interface JsonRequest {
  readonly method: string;
  /** Path and query as they were sent, not normalised. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface JsonReply {
  readonly status: number;
  /** Sent as JSON; nothing is sent when it is undefined. */
  readonly body?: unknown;
}

export interface JsonServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** A longer body is answered 413 and not kept. */
  readonly maxBodyBytes: number;
  readonly handle: (request: JsonRequest) => JsonReply | Promise<JsonReply>;
}

/** A client must not reuse a connection in the moment in which we close it: it would see a reset and not know why. */
const KEEP_ALIVE_MS = 120_000;

/**
 * A small JSON server on loopback, straight on node:http: it stands in the way of every request, and `serve-fetch` costs
 * three times as much. Rejects when the port is taken. A handler that throws is a bug: 500, and the stack on stderr.
 */
export function startJsonServer({ port, maxBodyBytes, handle }: JsonServerOptions): Promise<RunningService> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, maxBodyBytes, handle)
      .catch((error: unknown): JsonReply => {
        console.error(error);
        return { status: 500, body: { error: "internal error" } };
      })
      .then((reply) => send(outgoing, reply))
      .catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return listenOnLoopback(server, port);
}

async function answer(
  incoming: IncomingMessage,
  maxBodyBytes: number,
  handle: JsonServerOptions["handle"],
): Promise<JsonReply> {
  const body = await readBody(incoming, maxBodyBytes);
  if (body === undefined) return { status: 413, body: { error: `the body is longer than ${maxBodyBytes} bytes` } };
  return handle({ method: incoming.method ?? "GET", target: incoming.url ?? "/", headers: incoming.headers, body });
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What comes after is read and dropped, so that the client gets to see the answer.
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks, bytes) : undefined;
}

function send(outgoing: ServerResponse, { status, body }: JsonReply): void {
  if (body === undefined) {
    outgoing.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  outgoing.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  outgoing.end(text);
}
