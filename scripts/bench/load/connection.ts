import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { AnswerReader, type RawAnswer } from "./answer-reader.ts";

/** A keep-alive connection with one request under way. */
export class Connection {
  readonly lane: number;
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  #answered: ((answer: RawAnswer) => void) | undefined;

  private constructor(lane: number, socket: Socket) {
    this.lane = lane;
    this.#socket = socket;
    socket.on("data", (piece: Buffer) => {
      const answer = this.#reader.push(piece);
      if (answer !== undefined) this.#answered?.(answer);
    });
  }

  /** `onLost`: the server closed it, which no contender may do. */
  static async open(port: number, lane: number, onLost: (reason: string) => void): Promise<Connection> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    socket.on("error", (error) => onLost(error.message)).on("close", () => onLost("closed by the server"));
    return new Connection(lane, socket);
  }

  /** A callback, not a promise: at these rates a promise per request would be much of the generator's work. */
  ask(request: Uint8Array, answered: (answer: RawAnswer) => void): void {
    this.#answered = answered;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners("close").destroy();
  }
}
