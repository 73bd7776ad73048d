import { setTimeout as sleep } from "node:timers/promises";
import type { EventId } from "../../../domain/contract/ids.ts";
import {
  QUEUE_TOKEN_HEADER,
  type JoinedWire,
  type PassWire,
  type PollWire,
  type QueueChangeWire,
} from "../../../domain/contract/wire/queue.ts";
import { addressOf, signIn } from "./sluice-request.ts";

/** Visitors who are served at the same time. */
const ABREAST = 64;
const PATIENCE_MS = 60_000;

/** The waiting room of one event over HTTP, for accounts of the demo. */
export class QueueClient {
  readonly #url: string;
  readonly #event: EventId;
  readonly #path: string;

  constructor(url: string, event: EventId) {
    this.#url = `${url}/api`;
    this.#event = event;
    this.#path = `/events/${event}/queue`;
  }

  async change(operatorKey: string, change: Partial<QueueChangeWire>): Promise<void> {
    await this.#call(
      "PATCH",
      `/operations/events/${this.#event}/queue`,
      { authorization: `Bearer ${operatorKey}` },
      change,
    );
  }

  /** Queue tokens of the first visitors. */
  joinAll(visitors: number): Promise<string[]> {
    return abreast(Array.from({ length: visitors }).keys(), async (visitor) => {
      const headers = { ...signIn(visitor), ...addressOf(this.#event, visitor) };
      return (await this.#call<JoinedWire>("POST", this.#path, headers, {})).token;
    });
  }

  /** Passes of the first visitors: all join, and ask again and again until each has his. */
  async passes(visitors: number): Promise<string[]> {
    const tokens = await this.joinAll(visitors);
    const passes: string[] = [];
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (let waiting = [...tokens.keys()], pauseMs = 0; waiting.length > 0;) {
      if (performance.now() > deadlineMs) throw new Error(`${waiting.length} visitors still wait for their passes`);
      await sleep(pauseMs);
      const standings = await abreast(waiting, async (visitor) => {
        const headers = this.#headers(visitor, tokens[visitor] ?? "");
        const standing = await this.#call<PollWire>("GET", this.#path, headers);
        tokens[visitor] = standing.token ?? tokens[visitor] ?? "";
        if (standing.status === "admitted") {
          passes[visitor] = (await this.#call<PassWire>("POST", `${this.#path}/pass`, headers)).pass;
        }
        return standing;
      });
      waiting = waiting.filter((visitor) => passes[visitor] === undefined);
      pauseMs = Math.min(...standings.map(({ poll_after_ms }) => poll_after_ms));
    }
    return passes;
  }

  #headers(visitor: number, token: string): Readonly<Record<string, string>> {
    return { [QUEUE_TOKEN_HEADER]: token, ...addressOf(this.#event, visitor) };
  }

  async #call<T>(method: string, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<T> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}

/** The work of each, a few at a time; the results in order. */
async function abreast<T>(visitors: Iterable<number>, work: (visitor: number) => Promise<T>): Promise<T[]> {
  const queue = [...visitors].entries();
  const results: T[] = [];
  const run = async (): Promise<void> => {
    for (const [i, visitor] of queue) results[i] = await work(visitor);
  };
  await Promise.all(Array.from({ length: ABREAST }, run));
  return results;
}
