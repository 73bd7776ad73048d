import { backoffMs, retryAfterMs } from "./backoff.ts";
import type { Message } from "./message.ts";
import type { MessageStore } from "./message-store.ts";
import { signDelivery } from "./sign.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** Deliveries under way at a time. */
const CONCURRENCY = 50;
/** A destination's last word: "do not send this again". */
const NON_RETRYABLE = 489;
const ATTEMPT_TIMEOUT_MS = 60_000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time, so that tests can own it. */
export interface Clock {
  now(): number;
  /** Calls back after `ms`; the function that is returned calls it off. */
  after(ms: number, call: () => void): () => void;
}

export interface Chaos {
  /** Probability that an attempt is made twice, and that an answer gets lost on its way back. */
  readonly duplicate: number;
  readonly dropAck: number;
}

interface Outcome {
  /** 0: no answer. */
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
  readonly nonRetryable: boolean;
}

/**
 * Delivers each message of the store at least once, in no promised order, with QStash's production back-off. `timeScale`
 * shortens every wait: 0.01 makes 12 s into 120 ms.
 */
export class Delivery {
  chaos: Chaos = { duplicate: 0, dropAck: 0 };
  readonly #store: MessageStore;
  readonly #keys: SigningKeys;
  readonly #clock: Clock;
  readonly #timeScale: number;
  readonly #waiting = new Map<string, () => void>();
  readonly #ready: string[] = [];
  #underWay = 0;
  #stopped = false;

  constructor(store: MessageStore, keys: SigningKeys, clock: Clock, timeScale: number) {
    this.#store = store;
    this.#keys = keys;
    this.#clock = clock;
    this.#timeScale = timeScale;
  }

  /** Arms a message that is in the store. Waits are counted from `dueAtMs`, so a restart does not begin them anew. */
  schedule(message: Message): void {
    const waitMs = Math.min(MAX_TIMER_MS, Math.max(0, message.dueAtMs - this.#clock.now()) * this.#timeScale);
    this.cancel(message.id);
    this.#waiting.set(
      message.id,
      this.#clock.after(waitMs, () => {
        this.#waiting.delete(message.id);
        this.#ready.push(message.id);
        this.#pump();
      }),
    );
  }

  cancel(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  stop(): void {
    this.#stopped = true;
    for (const callOff of this.#waiting.values()) callOff();
  }

  #pump(): void {
    while (!this.#stopped && this.#underWay < CONCURRENCY) {
      const id = this.#ready.shift();
      if (id === undefined) return;
      const message = this.#store.find(id);
      if (message === undefined) continue;
      this.#underWay++;
      void this.#deliver(message).finally(() => {
        this.#underWay--;
        this.#pump();
      });
    }
  }

  async #deliver(message: Message): Promise<void> {
    if (Math.random() < this.chaos.duplicate) await this.#attempt(message);
    const outcome = await this.#attempt(message);
    const lost = Math.random() < this.chaos.dropAck;
    // Whoever stops us, or cancels the message meanwhile, finds it as it was.
    if (this.#stopped || this.#store.find(message.id) === undefined) return;
    if (!lost && outcome.status >= 200 && outcome.status < 300) {
      this.#store.remove(message.id);
    } else if (outcome.nonRetryable || message.retried >= message.maxRetries) {
      const dlqId = `${this.#clock.now()}-${message.id}`;
      this.#store.bury({ ...message, dlqId, responseStatus: outcome.status, responseBody: outcome.body });
      console.error(`gave up ${message.id} for ${message.url}: ${outcome.status} ${outcome.body.slice(0, 200)}`);
    } else {
      this.#retry(message, outcome);
    }
  }

  #retry(message: Message, { status, retryAfter }: Outcome): void {
    const retried = message.retried + 1;
    const nowMs = this.#clock.now();
    const dueAtMs = nowMs + (retryAfterMs(retryAfter, nowMs) ?? backoffMs(retried));
    const again = { ...message, retried, dueAtMs };
    this.#store.save(again);
    console.error(`attempt ${retried} of ${message.id} for ${message.url}: ${status}`);
    this.schedule(again);
  }

  async #attempt({ id, url, method, headers, body, retried }: Message): Promise<Outcome> {
    try {
      const answer = await fetch(url, {
        method,
        redirect: "manual",
        signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
        headers: {
          ...headers,
          "user-agent": "Upstash-QStash",
          "upstash-message-id": id,
          "upstash-retried": String(retried),
          "upstash-signature": signDelivery(this.#keys.current, url, body, Date.now()),
        },
        ...(method === "GET" || method === "HEAD" ? {} : { body }),
      });
      return {
        status: answer.status,
        body: await answer.text(),
        retryAfter: answer.headers.get("retry-after"),
        nonRetryable: answer.status === NON_RETRYABLE && answer.headers.get("upstash-nonretryable-error") === "true",
      };
    } catch (error) {
      return { status: 0, body: String(error), retryAfter: null, nonRetryable: false };
    }
  }
}
