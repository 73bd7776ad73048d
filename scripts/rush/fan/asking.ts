import { randomUUID } from "node:crypto";
import type { Ask, Fan, Move, Outcome, Reply, Step } from "./move.ts";

const MAX_TRIES = 30;
/** What is broken there will hardly be mended in a moment. */
const MAX_TRIES_OF_A_BUG = 4;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

export interface ApiRequest {
  readonly step: Step;
  readonly method: Ask["method"];
  /** Below /api. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** How he says who he is: his password, or the headers given. */
  readonly as: "account" | Readonly<Record<string, string>>;
  readonly copies?: 1 | 2;
}

/** A request of a fan to the API, from his own address. Effects have a key of their own, which their copies share. */
export function apiAsk({ account }: Fan, { step, method, path, body, as, copies = 1 }: ApiRequest): Ask {
  const identity = as === "account" ? { authorization: account.basic } : as;
  const effect = method === "GET" ? {} : { "idempotency-key": randomUUID() };
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const headers = { "cf-connecting-ip": account.address, ...identity, ...effect, ...json };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return { step, to: "api", method, path: `/api${path}`, headers, copies, ...sent };
}

/**
 * Asks until there is an answer that counts, with the same key, as a good client does: what is down, busy or still
 * running is asked again later. `answered` gets the replies of the first try that was answered so.
 */
export function insist(
  fan: Fan,
  atMs: number,
  ask: Ask,
  answered: Extract<Move, { kind: "ask" }>["answered"],
  tries = 0,
): Move {
  return {
    kind: "ask",
    atMs,
    ask,
    answered: (replies) => {
      if (replies.some(isGood) || !replies.some(isPassing)) return answered(replies);
      const isBug = replies.some(({ code }) => code === "internal_error");
      if (tries >= (isBug ? MAX_TRIES_OF_A_BUG : MAX_TRIES)) {
        if (ask.method !== "GET") fan.sale.notes.unanswered++;
        return gone(fan, "gave_up");
      }
      return insist(fan, againAtMs(fan, replies, tries), { ...ask, copies: 1 }, answered, tries + 1);
    },
  };
}

export function isGood({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** The reply that counts: a double click has two, and one of them may say that the other is still running. */
export function theReply(replies: readonly [Reply, ...Reply[]]): Reply {
  return replies.find(isGood) ?? replies[0];
}

export function gone(fan: Fan, outcome: Outcome): Move {
  fan.sale.notes.ended(outcome);
  return { kind: "gone", outcome };
}

function isPassing({ status, code }: Reply): boolean {
  return status === 0 || status === 429 || status >= 500 || code === "request_in_progress";
}

function againAtMs({ plan }: Fan, replies: readonly [Reply, ...Reply[]], tries: number): number {
  const [{ atMs, retryAfterMs }] = replies;
  const waitMs = Math.max(retryAfterMs ?? 0, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
  return atMs + waitMs * plan.random.between(1, 1.5);
}
