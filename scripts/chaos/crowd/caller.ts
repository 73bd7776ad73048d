import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Tally } from "./tally.ts";

/** One request, to be sent once or again and again: the key makes it one effect. */
export interface Request {
  readonly method: "GET" | "POST" | "PATCH";
  /** Below /api. */
  readonly path: string;
  readonly body?: object;
  /** Of an effect. */
  readonly key?: string;
}

export interface Reply {
  /** 0: no answer. */
  readonly status: number;
  readonly body: unknown;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly retryAfterMs: number;
}

const JSON_TYPE = { "content-type": "application/json" };
const ANSWER_WITHIN_MS = 15_000;
/** People do not wait for a minute because a header says so. */
const LONGEST_WAIT_MS = 4_000;
const FIRST_WAIT_MS = 200;

export function effect(method: "POST" | "PATCH", path: string, body: object): Request {
  return { method, path, body, key: randomUUID() };
}

export function isGood({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** Somebody who calls the API, as a good client does. */
export class Caller {
  readonly #apiUrl: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #tally: Tally;
  readonly #patienceMs: number;

  /**
   * @param headers who he is, and from where he comes
   * @param patienceMs how long he asks for one thing before he gives up
   */
  constructor(url: string, headers: Readonly<Record<string, string>>, tally: Tally, patienceMs: number) {
    this.#apiUrl = `${url}/api`;
    this.#headers = headers;
    this.#tally = tally;
    this.#patienceMs = patienceMs;
  }

  /** Once. Never throws. */
  async call({ method, path, body, key }: Request): Promise<Reply> {
    this.#tally.requests++;
    const reply = await ask(`${this.#apiUrl}${path}`, {
      method,
      headers: { ...this.#headers, ...(key === undefined ? {} : { "idempotency-key": key, ...JSON_TYPE }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (reply.code === "internal_error") this.#tally.internalErrors++;
    if (reply.status === 0 || reply.status >= 500) this.#tally.failedAtMs.push(Date.now());
    return reply;
  }

  /**
   * Under the same key until there is an answer that counts: what is down, busy or still running is asked again later.
   * Undefined when he has lost his patience: then nobody knows whether it happened.
   */
  async insist(request: Request): Promise<Reply | undefined> {
    const giveUpAtMs = Date.now() + this.#patienceMs;
    for (let waitMs = FIRST_WAIT_MS; Date.now() < giveUpAtMs; waitMs *= 2) {
      const reply = await this.call(request);
      if (!isPassing(reply)) return reply;
      await delay(Math.min(LONGEST_WAIT_MS, Math.max(waitMs, reply.retryAfterMs)));
    }
    return undefined;
  }
}

/** `not_found`: an older bundle is deployed just now, which does not know the address. */
const PASSING_CODES = new Set<string | undefined>(["request_in_progress", "not_found"]);

function isPassing({ status, code }: Reply): boolean {
  return status === 0 || status === 429 || status >= 500 || PASSING_CODES.has(code);
}

async function ask(url: string, init: RequestInit): Promise<Reply> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const body: unknown = JSON.parse((await answer.text()) || "null");
    const code = typeof body === "object" && body !== null && "code" in body ? String(body.code) : undefined;
    const retryAfterMs = Number(answer.headers.get("retry-after") ?? 0) * 1_000;
    return { status: answer.status, body, code, retryAfterMs };
  } catch {
    return { status: 0, body: null, code: undefined, retryAfterMs: 0 };
  }
}
