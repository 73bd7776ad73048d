import type { Server } from "node:http";
import type { RunningService } from "./run-service.ts";

/**
 * Listens on loopback; port 0 takes a free one. Rejects when the port is taken. A stop cuts open connections: whoever waits
 * sees a dead process, not a polite one.
 */
export function listenOnLoopback(server: Server, port: number): Promise<RunningService> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve({ port: typeof address === "object" && address !== null ? address.port : port, stop });
    });
  });

  function stop(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
