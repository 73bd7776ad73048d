import { connect } from "node:net";
import type { RawData, WebSocket } from "ws";

/** PostgreSQL's own bytes, both ways: what the driver's `Pool` and `Client` speak. Either end closes the other. */
export function tunnel(socket: WebSocket, upstream: { readonly host: string; readonly port: number }): void {
  const postgres = connect(upstream.port, upstream.host).setNoDelay(true);
  socket.on("message", (data: RawData) => postgres.write(bytes(data)));
  socket.on("close", () => postgres.end());
  socket.on("error", () => postgres.destroy());
  postgres.on("data", (data) => {
    if (socket.readyState === socket.OPEN) socket.send(data);
  });
  postgres.on("close", () => socket.close());
  postgres.on("error", () => socket.close());
}

function bytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
