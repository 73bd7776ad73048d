import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { listenOnLoopback } from "./listen-on-loopback.ts";
import type { RunningService } from "./run-service.ts";

/** The connection that a request came on; a stand-in that plays a broken network destroys it. */
export interface Connection {
  destroy(): void;
}

type FetchHandler = (request: Request, connection: Connection) => Response | Promise<Response>;

/** Serves a fetch handler (`app.fetch` of hono) on loopback by node:http. Port 0 takes a free one. */
export function serveFetch(handler: FetchHandler, port: number): Promise<RunningService> {
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch((error: unknown) => {
      console.error(error);
      outgoing.destroy();
    });
  });
  return listenOnLoopback(server, port);
}

async function answer(handler: FetchHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await handler(toRequest(incoming), outgoing);
  if (outgoing.destroyed) return;
  outgoing.writeHead(response.status, [...response.headers].flat());
  if (response.body === null) {
    outgoing.end();
    return;
  }
  // The types of the global and of node:stream/web differ in name only.
  const body = Readable.fromWeb(response.body as NodeReadableStream);
  await pipeline(body, outgoing).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}

function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
  }
  const method = incoming.method ?? "GET";
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "127.0.0.1"}`);
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" });
}
