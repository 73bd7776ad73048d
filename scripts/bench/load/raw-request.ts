import { Buffer } from "node:buffer";

export interface RequestParts {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; null: no body. */
  readonly body: object | null;
}

/** The bytes of an HTTP/1.1 request on a connection that stays open, made before the clock starts. */
export function rawRequest({ method, path, headers, body }: RequestParts): Buffer {
  const text = body === null ? "" : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1"];
  if (body !== null) lines.push("content-type: application/json", `content-length: ${Buffer.byteLength(text)}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text}`);
}
