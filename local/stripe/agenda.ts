import { settleDue } from "./buyer-actions.ts";
import { signWebhook } from "./sign-webhook.ts";
import type { Simulation } from "./simulation.ts";
import type { Delivery } from "./stripe-store.ts";

export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** Waits before the second, third, … attempt, at time scale 1; then the last one again until GIVE_UP_MS. */
const RETRY_DELAYS_MS = [2_000, 8_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000];
/** Stripe tries for three days. */
const ATTEMPTS_MAX = RETRY_DELAYS_MS.length + 64;
const ANSWER_TIMEOUT_MS = 10_000;
const CONCURRENT_MAX = 8;
const LONGEST_SLEEP_MS = 60_000;

/**
 * Does what is due, now and when its time comes: webhooks, delayed money, the end of sessions. All of it is in rows, so
 * that a killed simulator goes on where it stopped. At least once: an answer that is lost means another delivery.
 */
export class Agenda {
  readonly #sim: Simulation;
  readonly #endpoint: WebhookEndpoint | undefined;
  readonly #underWay = new Set<number>();
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(sim: Simulation, endpoint: WebhookEndpoint | undefined) {
    this.#sim = sim;
    this.#endpoint = endpoint;
  }

  /** To be called after every change. */
  wake(): void {
    if (this.#stopped.signal.aborted) return;
    const { store, nowMs } = this.#sim;
    store.transaction(() => settleDue(this.#sim));
    if (this.#endpoint !== undefined) {
      const room = CONCURRENT_MAX - this.#underWay.size;
      for (const due of store.deliveriesDue(nowMs(), [...this.#underWay], room))
        void this.#deliver(due, this.#endpoint);
    }
    this.#sleep();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped.abort();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    const dueMs = Math.min(this.#sim.store.nextTimerMs() ?? Infinity, this.#nextDeliveryMs() ?? Infinity);
    if (dueMs === Infinity) return;
    const sleepMs = Math.max(1, Math.min(dueMs - this.#sim.nowMs(), LONGEST_SLEEP_MS));
    this.#timer = setTimeout(() => this.wake(), sleepMs);
  }

  /** With every lane taken, the next answer wakes us. */
  #nextDeliveryMs(): number | undefined {
    const idle = this.#endpoint === undefined || this.#underWay.size >= CONCURRENT_MAX;
    return idle ? undefined : this.#sim.store.nextDeliveryMs([...this.#underWay]);
  }

  async #deliver(delivery: Delivery, endpoint: WebhookEndpoint): Promise<void> {
    this.#underWay.add(delivery.seq);
    const failure = await this.#post(delivery, endpoint);
    this.#underWay.delete(delivery.seq);
    if (this.#stopped.signal.aborted) return;
    if (failure === undefined) this.#sim.store.endDelivery(delivery.seq);
    else this.#postpone(delivery, failure);
    this.wake();
  }

  /** What went wrong; undefined when the endpoint took it. */
  async #post({ eventId }: Delivery, { url, secret }: WebhookEndpoint): Promise<string | undefined> {
    const body = JSON.stringify(this.#sim.store.find("event", eventId));
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "stripe-signature": signWebhook(body, secret, this.#sim.nowMs()),
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `HTTP ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #postpone({ seq, eventId, attempt }: Delivery, failure: string): void {
    const { store, nowMs, timeScale } = this.#sim;
    if (attempt + 1 >= ATTEMPTS_MAX) {
      console.error(`webhook ${eventId}: given up after ${attempt + 1} attempts (${failure})`);
      store.endDelivery(seq);
      return;
    }
    const delayMs = Math.round((RETRY_DELAYS_MS[attempt] ?? 3_600_000) * timeScale);
    console.error(`webhook ${eventId}: attempt ${attempt + 1} failed (${failure}), again in ${delayMs} ms`);
    store.postponeDelivery(seq, nowMs() + delayMs);
  }
}
