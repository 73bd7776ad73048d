import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

/** Resolves after `sockets` lines `{"event":"listen",…}` on the stream; other lines are skipped. Never rejects. */
export function waitForListen(stream: Readable, sockets: number): Promise<void> {
  return new Promise((resolve) => {
    let listening = 0;
    // Reading goes on after that, so that a process which writes more never blocks on a full pipe.
    createInterface({ input: stream }).on("line", (line) => {
      if (isListenLine(line) && ++listening === sockets) resolve();
    });
  });
}

function isListenLine(line: string): boolean {
  if (!line.startsWith("{")) return false;
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null && "event" in message && message.event === "listen";
  } catch {
    return false;
  }
}
