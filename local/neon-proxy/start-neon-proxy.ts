import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "pg";
import { WebSocketServer } from "ws";
import { answerSql } from "./sql-endpoint.ts";
import { tunnel } from "./websocket-tunnel.ts";

export interface NeonProxyOptions {
  /** The PostgreSQL server to stand before. Requests must carry its user and password; they choose the database. */
  readonly databaseUrl: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface NeonProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Connections per database. The rest wait their turn, as they do behind Neon's pooler. */
const POOL_MAX = 20;

/**
 * Neon's two protocols, over HTTP and over WebSocket, on loopback before a plain PostgreSQL server. It dials no other
 * server. While that one is down, queries get errors; the next one after its return is served.
 */
export async function startNeonProxy({ databaseUrl, port }: NeonProxyOptions): Promise<NeonProxy> {
  const url = new URL(databaseUrl);
  const upstream = { host: url.hostname, port: Number(url.port || "5432") };
  const credentials = { user: url.username, password: decodeURIComponent(url.password) };
  const pools = new Map<string, Pool>();
  const pool = (database: string): Pool => {
    const existing = pools.get(database);
    if (existing !== undefined) return existing;
    const created = new Pool({ ...upstream, ...credentials, database, max: POOL_MAX });
    // An idle connection that breaks is dropped by the pool; unheard, the event would end the process.
    created.on("error", () => {});
    pools.set(database, created);
    return created;
  };

  const server = createServer((request, response) => {
    const known = request.method === "POST" && request.url?.split("?")[0] === "/sql";
    if (known) void answerSql(request, response, { ...credentials, pool });
    else response.writeHead(404, { "content-type": "application/json" }).end('{"message":"not found"}');
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket) => tunnel(socket, upstream));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await Promise.all([...pools.values()].map((each) => each.end()));
    },
  };
}
