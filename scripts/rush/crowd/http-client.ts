import { Agent, request, type IncomingMessage } from "node:http";
import type { Ask, Reply } from "../fan/move.ts";

const TIMEOUT_MS = 30_000;
const NO_BYTES = new Uint8Array();

/** Sends the crowd's requests over kept connections: a connection of its own per fan would be 50,000 sockets. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #origins: Readonly<Record<Ask["to"], URL>>;

  /** Origins of the product and of the payment provider's simulator. */
  constructor(apiUrl: string, simulatorUrl: string, connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: "lifo" });
    this.#origins = { api: new URL(apiUrl), simulator: new URL(simulatorUrl) };
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Never throws: no answer has the status 0. */
  send({ to, method, path, headers, body }: Ask): Promise<Reply> {
    const { hostname, port } = this.#origins[to];
    const sentAtMs = Date.now();
    const startMs = performance.now();
    return new Promise((resolve) => {
      const end = (status: number, bytes: Uint8Array, answer?: IncomingMessage): void =>
        resolve({
          status,
          bytes,
          ...readProblem(status, bytes, answer),
          retryAfterMs: readRetryAfter(answer),
          sentAtMs,
          atMs: Date.now(),
          tookMs: performance.now() - startMs,
        });
      const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
      const options = { agent: this.#agent, hostname, port, method, path, headers: { ...headers, ...length } };
      const sent = request({ ...options, timeout: TIMEOUT_MS }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => end(answer.statusCode ?? 0, joined(chunks), answer));
        answer.on("error", () => end(0, NO_BYTES));
      });
      sent.on("timeout", () => sent.destroy());
      sent.on("error", () => end(0, NO_BYTES));
      sent.end(body);
    });
  }
}

function joined(chunks: readonly Buffer[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] ?? NO_BYTES) : Buffer.concat(chunks);
}

function readProblem(status: number, bytes: Uint8Array, answer?: IncomingMessage): Pick<Reply, "body" | "code"> {
  const isJson = answer?.headers["content-type"]?.includes("json") === true;
  const body: unknown = isJson && bytes.length > 0 ? JSON.parse(Buffer.from(bytes).toString("utf8")) : null;
  if (status >= 200 && status < 300) return { body, code: null };
  const code = typeof body === "object" && body !== null && "code" in body ? String(body.code) : `http_${status}`;
  return { body, code };
}

function readRetryAfter(answer?: IncomingMessage): number | null {
  const seconds = Number(answer?.headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}
