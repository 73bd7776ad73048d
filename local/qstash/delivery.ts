import { backoffMs, retryAfterMs } from "./backoff.ts";
import { CALM, type Chaos } from "./chaos.ts";
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
  chaos: Chaos = CALM;
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
    const { delayMs, spreadMs } = this.chaos;
    const dueMs = Math.max(0, message.dueAtMs - this.#clock.now()) * this.#timeScale;
    const waitMs = Math.min(MAX_TIMER_MS, dueMs + delayMs + Math.random() * spreadMs);
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
    const { duplicate, dropAck, lose } = this.chaos;
    if (Math.random() < lose) {
      console.error(`lost ${message.id} for ${message.url}, as chaos has it`);
      this.#store.remove(message.id);
      return;
    }
    const outcomes = Math.random() < duplicate ? [await this.#attempt(message)] : [];
    const outcome = await this.#attempt(message);
    const acknowledged = [...outcomes, outcome].filter(isAcknowledged).length;
    // Whoever stops us, or cancels the message meanwhile, finds it as it was.
    if (this.#stopped || this.#store.find(message.id) === undefined) return;
    this.#store.transaction(() => {
      this.#store.addAcknowledged(acknowledged);
      this.#conclude(message, outcome, Math.random() < dropAck);
    });
  }

  #conclude(message: Message, outcome: Outcome, isLost: boolean): void {
    if (!isLost && isAcknowledged(outcome)) {
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
    if (Math.random() < this.chaos.drop) return noAnswer("dropped, as chaos has it");
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
      return noAnswer(String(error));
    }
  }
}

function noAnswer(why: string): Outcome {
  return { status: 0, body: why, retryAfter: null, nonRetryable: false };
}

function isAcknowledged({ status }: Outcome): boolean {
  return status >= 200 && status < 300;
}
