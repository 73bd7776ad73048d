import type { WebhookSender } from "./webhook-sender.ts";

export interface AgendaOptions {
  readonly nowMs: () => number;
  /** Does what time has brought, in one transaction: the end of sessions, delayed money. */
  readonly settleDue: () => void;
  readonly nextTimerMs: () => number | undefined;
  /** Without it nobody is told. */
  readonly sender: WebhookSender | undefined;
}

const LONGEST_SLEEP_MS = 60_000;

/**
 * Does what is due at a simulated provider, now and when its time comes. All of it is in rows, so that a killed one goes on
 * where it stopped.
 */
export class Agenda {
  readonly #options: AgendaOptions;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: AgendaOptions) {
    this.#options = options;
  }

  /** To be called after every change. */
  wake(): void {
    if (this.#isStopped) return;
    this.#options.settleDue();
    this.#options.sender?.sendDue(() => this.wake());
    this.#sleep();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#options.sender?.stop();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    const { nowMs, nextTimerMs, sender } = this.#options;
    const dueMs = Math.min(nextTimerMs() ?? Infinity, sender?.nextDueMs() ?? Infinity);
    if (dueMs === Infinity) return;
    const sleepMs = Math.max(1, Math.min(dueMs - nowMs(), LONGEST_SLEEP_MS));
    this.#timer = setTimeout(() => this.wake(), sleepMs);
  }
}
