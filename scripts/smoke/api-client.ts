import { randomUUID } from "node:crypto";

const REQUEST_TIMEOUT_MS = 15_000;

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** An answer that is not a success: with the problem's `code` (RFC 9457) where the API gave one. */
export class ApiFailure extends Error {
  readonly code: string;

  constructor(request: string, code: string, detail: string) {
    super(`${request}: ${code}${detail === "" ? "" : ` (${detail})`}`);
    this.name = "ApiFailure";
    this.code = code;
  }
}

/** Sluice's API over HTTP, signed in by Basic. Answers are JSON as it came: callers check what they read. */
export class ApiClient {
  readonly #baseUrl: string;
  readonly #authorization: string;
  readonly #fetch: typeof fetch;

  constructor(baseUrl: string, account: Account, fetchAnswer: typeof fetch = fetch) {
    this.#baseUrl = baseUrl;
    this.#authorization = `Basic ${Buffer.from(`${account.email}:${account.password}`).toString("base64")}`;
    this.#fetch = fetchAnswer;
  }

  get(path: string): Promise<unknown> {
    return this.#send("GET", path, {});
  }

  /** Each call is an effect of its own, under a fresh Idempotency-Key. */
  send(method: "POST" | "PATCH", path: string, body: unknown): Promise<unknown> {
    return this.#send(method, path, {
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "Idempotency-Key": `smoke-${randomUUID()}` },
    });
  }

  async #send(
    method: string,
    path: string,
    init: { body?: string; headers?: Record<string, string> },
  ): Promise<unknown> {
    const request = `${method} ${path.split("?")[0]}`;
    const url = new URL(path, this.#baseUrl);
    // A link in an answer may lead elsewhere: the password stays here.
    const isOurs = url.origin === new URL(this.#baseUrl).origin;
    const headers = { ...init.headers, ...(isOurs ? { Authorization: this.#authorization } : {}) };
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(url, { ...init, method, headers, redirect: "error", signal });
      text = await response.text();
    } catch (error) {
      throw new ApiFailure(request, "unreachable", reasonOf(error));
    }
    const body = parseJson(text);
    if (!response.ok)
      throw new ApiFailure(request, textOf(body, "code") ?? `http_${response.status}`, problemDetail(body));
    return body ?? text;
  }
}

/** A member of an answer that should be a text. */
export function textOf(value: unknown, member: string): string | undefined {
  const text = memberOf(value, member);
  return typeof text === "string" ? text : undefined;
}

export function memberOf(value: unknown, member: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
}

function problemDetail(body: unknown): string {
  const requestId = textOf(body, "requestId");
  return [textOf(body, "detail") ?? textOf(body, "title") ?? "", requestId ? `request ${requestId}` : ""]
    .filter((part) => part !== "")
    .join(", ");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`;
  const cause = error.cause;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
