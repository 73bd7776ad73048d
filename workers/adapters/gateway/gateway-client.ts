import type { z } from "zod";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { parseJson } from "../parse-json.ts";
import { errorSchema } from "./gateway-schemas.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { signMessage } from "./gateway-signature.ts";

const TIMEOUT_MS = 10_000;
/** Before the one more try: between half of it and one and a half. */
const RETRY_AFTER_MS = 400;

/**
 * Signed calls to the plain gateway. Each is idempotent there by the ids in it, so that one which fails in passing is made
 * once more. Refusals as the port's: `payment_provider_unavailable` for no answer, nonsense, 5xx and 429; else
 * `payment_provider_error` with the gateway's status and code, never its text.
 */
export class GatewayClient {
  readonly #settings: GatewaySettings;
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<void>;

  constructor(settings: GatewaySettings, now: () => number, wait: (ms: number) => Promise<void> = pause) {
    this.#settings = settings;
    this.#now = now;
    this.#wait = wait;
  }

  get<T>(path: string, schema: z.ZodType<T>): Promise<Result<T>> {
    return this.#call("GET", path, "", schema);
  }

  post<T>(path: string, body: object, schema: z.ZodType<T>): Promise<Result<T>> {
    return this.#call("POST", path, JSON.stringify(body), schema);
  }

  async #call<T>(method: "GET" | "POST", path: string, body: string, schema: z.ZodType<T>): Promise<Result<T>> {
    const first = await this.#attempt(method, path, body, schema);
    if (first.ok || !isWorthRepeating(first.refusal.reason, first.refusal["providerStatus"])) return first;
    await this.#wait(RETRY_AFTER_MS * (0.5 + Math.random()));
    return this.#attempt(method, path, body, schema);
  }

  async #attempt<T>(method: string, path: string, body: string, schema: z.ZodType<T>): Promise<Result<T>> {
    const { GATEWAY_URL, GATEWAY_SECRET, GATEWAY_TEAM } = this.#settings;
    const url = new URL(`${GATEWAY_URL.replace(/\/$/, "")}${path}`);
    const timestamp = new Date(this.#now()).toISOString();
    const signature = await signMessage(GATEWAY_SECRET, [method, url.pathname, timestamp, body].join("\n"));
    const headers = { "x-team": GATEWAY_TEAM, "x-timestamp": timestamp, "x-signature": signature };
    const answer = await exchange(url, {
      method,
      headers: { ...headers, accept: "application/json", "content-type": "application/json" },
      ...(method === "GET" ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer === undefined ? refuse("payment_provider_unavailable") : read(answer, schema);
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Undefined when there is no answer, or not all of it. */
async function exchange(url: URL, init: RequestInit): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

function read<T>({ status, text }: Answer, schema: z.ZodType<T>): Result<T> {
  const json = parseJson(text);
  if (status === 200) {
    const parsed = schema.safeParse(json);
    return parsed.success ? ok(parsed.data) : refuse("payment_provider_unavailable", { providerStatus: status });
  }
  const isRefusal = status >= 400 && status < 500 && status !== 429 && status !== 408;
  if (!isRefusal) return refuse("payment_provider_unavailable", { providerStatus: status });
  const error = errorSchema.safeParse(json);
  const code = error.success ? { providerCode: error.data.error } : {};
  return refuse("payment_provider_error", { providerStatus: status, ...code });
}

/** Too many requests are not answered by one more. */
function isWorthRepeating(reason: string, status: unknown): boolean {
  return reason === "payment_provider_unavailable" && status !== 429;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
