import type { SimulatedWorld } from "./simulated-world.ts";
import type { Delivery, WebhookStore } from "./webhook-store.ts";

export interface WebhookEndpoint {
  readonly url: string;
  /** The webhook as it is sent now: signatures have an age. */
  readonly compose: (eventId: string) => { readonly body: string; readonly headers: Readonly<Record<string, string>> };
}

/** Waits before the second, third, … attempt, at time scale 1; then the last one again. */
const RETRY_DELAYS_MS = [2_000, 8_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000];
/** Stripe tries for three days. */
const ATTEMPTS_MAX = RETRY_DELAYS_MS.length + 64;
const ANSWER_TIMEOUT_MS = 10_000;
const CONCURRENT_MAX = 8;

/**
 * Posts the webhooks that are due until each was answered with 2xx. At least once: an answer that is lost means another
 * delivery. A killed process goes on where it stopped.
 */
export class WebhookSender {
  readonly #world: SimulatedWorld;
  readonly #store: WebhookStore;
  readonly #endpoint: WebhookEndpoint;
  readonly #underWay = new Set<number>();
  readonly #stopped = new AbortController();

  constructor(world: SimulatedWorld, store: WebhookStore, endpoint: WebhookEndpoint) {
    this.#world = world;
    this.#store = store;
    this.#endpoint = endpoint;
  }

  /** Begins what is due; `onAnswer` is called after each. */
  sendDue(onAnswer: () => void): void {
    const room = CONCURRENT_MAX - this.#underWay.size;
    for (const due of this.#store.due(this.#world.nowMs(), [...this.#underWay], room))
      void this.#deliver(due, onAnswer);
  }

  /** With every lane taken, the next answer wakes us. */
  nextDueMs(): number | undefined {
    return this.#underWay.size >= CONCURRENT_MAX ? undefined : this.#store.nextDueMs([...this.#underWay]);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #deliver(delivery: Delivery, onAnswer: () => void): Promise<void> {
    this.#underWay.add(delivery.seq);
    const outcome = await this.#post(delivery);
    this.#underWay.delete(delivery.seq);
    if (this.#stopped.signal.aborted) return;
    if (typeof outcome === "string") this.#postpone(delivery, outcome);
    else this.#store.acknowledge(delivery.seq, outcome.isDuplicate);
    onAnswer();
  }

  /** What went wrong, in words; or the endpoint took it, and said whether it knew it already. */
  async #post({ eventId }: Delivery): Promise<string | { readonly isDuplicate: boolean }> {
    const { chaos, random } = this.#world;
    if (chaos.settings.dropWebhooks > 0 && random() < chaos.settings.dropWebhooks) return "dropped, as chaos has it";
    const { body, headers } = this.#endpoint.compose(eventId);
    try {
      const response = await fetch(this.#endpoint.url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", ...headers },
        body,
        redirect: "manual",
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      const answer = await response.text();
      return response.ok ? { isDuplicate: answer.includes('"duplicate":true') } : `HTTP ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #postpone({ seq, eventId, attempt }: Delivery, failure: string): void {
    const { nowMs, timeScale } = this.#world;
    if (attempt + 1 >= ATTEMPTS_MAX) {
      console.error(`webhook ${eventId}: given up after ${attempt + 1} attempts (${failure})`);
      this.#store.giveUp(seq);
      return;
    }
    const delayMs = Math.round((RETRY_DELAYS_MS[attempt] ?? 3_600_000) * timeScale);
    console.error(`webhook ${eventId}: attempt ${attempt + 1} failed (${failure}), again in ${delayMs} ms`);
    this.#store.postpone(seq, nowMs() + delayMs);
  }
}
