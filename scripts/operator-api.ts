import { CommandFailure } from "./command-failure.ts";
import { readEnvironment } from "./environment.ts";

const TIMEOUT_MS = 30_000;

/** An answer that is no success. */
export class OperatorRefusal extends CommandFailure {
  readonly status: number;

  constructor(status: number, text: string) {
    super(`refused (${status}): ${text}`);
    this.status = status;
  }
}

export interface Sent<T> {
  readonly answer: T;
  /** It had been sent before: this is the first answer again. */
  readonly replayed: boolean;
}

/** The operator's routes of a running Sluice. */
export interface OperatorApi {
  /** `path` under /api. What is refused is an OperatorRefusal, what does not come a CommandFailure that says so. */
  get<T>(path: string): Promise<T>;
  /** The same; undefined where there is nothing (404). */
  find<T>(path: string): Promise<T | undefined>;
  /** Members that are left out stay as they are. */
  patch<T>(path: string, body: unknown): Promise<T>;
  /** What is sent again under the same key changes nothing. `timeoutMs`: of work that may take longer than other calls. */
  post<T>(path: string, body: unknown, key: string, timeoutMs?: number): Promise<Sent<T>>;
}

/**
 * The one at `givenUrl`, else the local stack that runs. The key is OPERATOR_KEY of the shell; the local stack's is found by
 * itself, and nobody else's business.
 */
export function operatorApi(givenUrl: string | undefined): OperatorApi {
  const environment = readEnvironment();
  const url = givenUrl ?? environment["PUBLIC_URL"] ?? "http://127.0.0.1:8787";
  const isLocalStack = url === environment["PUBLIC_URL"];
  const key = process.env["OPERATOR_KEY"] || (isLocalStack ? environment["OPERATOR_KEY"] : undefined);
  if (!URL.canParse(url)) throw new CommandFailure(`--url ${url} is not an address`);
  if (key === undefined) throw new CommandFailure(`OPERATOR_KEY of ${url} is not set in this shell.`);
  const base = `${url.replace(/\/$/, "")}/api`;
  const call = async (
    path: string,
    init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {},
    timeoutMs = TIMEOUT_MS,
  ): Promise<Response> =>
    fetch(`${base}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${key}` },
      // The key goes where it was sent, and nowhere else.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new CommandFailure(`${new URL(base).origin} does not answer: ${String(error)}`);
    });
  return {
    get: async (path) => read(await call(path)),
    async find(path) {
      const answer = await call(path);
      return answer.status === 404 ? undefined : read(answer);
    },
    async patch(path, body) {
      const headers = { "content-type": "application/json" };
      return read(await call(path, { method: "PATCH", headers, body: JSON.stringify(body) }));
    },
    async post(path, body, idempotencyKey, timeoutMs) {
      const headers = { "content-type": "application/json", "idempotency-key": idempotencyKey };
      const answer = await call(path, { method: "POST", headers, body: JSON.stringify(body) }, timeoutMs);
      return { answer: await read(answer), replayed: answer.headers.get("idempotency-replayed") === "true" };
    },
  };
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (!answer.ok) throw new OperatorRefusal(answer.status, text);
  return JSON.parse(text) as T;
}
