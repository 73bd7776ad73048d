import type { FeedDiff, FeedSnapshot } from "../../../domain/contract/live-feed.ts";
import { decodeFrame } from "../../../domain/live-feed/decode-frame.ts";

/** A listener's end of a WebSocket, in workerd. */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #messages: (string | FeedSnapshot | FeedDiff)[] = [];
  readonly #closed = Promise.withResolvers<{ readonly code: number; readonly reason: string }>();
  #arrived = Promise.withResolvers<void>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => {
      this.#messages.push(typeof data === "string" ? data : decodeFrame(new Uint8Array(data as ArrayBuffer)));
      this.#arrived.resolve();
    });
    socket.addEventListener("close", ({ code, reason }) => this.#closed.resolve({ code, reason }));
    socket.accept();
  }

  get closed(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.#closed.promise;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(code: number): void {
    this.#socket.close(code, "");
  }

  /** The next message, when it is there. */
  async next(): Promise<string | FeedSnapshot | FeedDiff> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      this.#arrived = Promise.withResolvers();
      await this.#arrived.promise;
    }
  }

  async nextFrame(): Promise<FeedSnapshot | FeedDiff> {
    const message = await this.next();
    if (typeof message === "string") throw new Error(`expected a frame, got ${message}`);
    return message;
  }
}
