import { SECOND_MS } from "../../../domain/time.ts";
import { log } from "../../log.ts";

const SAID_EVERY_MS = 10 * SECOND_MS;

/**
 * What the log says of requests that come in their thousands: how many of each kind and status in ten seconds, and how long the
 * slowest took. A line for each would be most of what a log holds.
 */
export class RequestTally {
  readonly #counts = new Map<string, number>();
  #slowestMs = 0;
  #saidAtMs: number;

  constructor(nowMs: number) {
    this.#saidAtMs = nowMs;
  }

  count(kind: "hold" | "poll", status: number, startedAtMs: number, nowMs: number): void {
    const key = `${kind} ${status}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#slowestMs = Math.max(this.#slowestMs, nowMs - startedAtMs);
    if (nowMs - this.#saidAtMs < SAID_EVERY_MS) return;
    log.info("requests", { ...Object.fromEntries(this.#counts), slowestMs: this.#slowestMs });
    this.#counts.clear();
    this.#slowestMs = 0;
    this.#saidAtMs = nowMs;
  }
}
