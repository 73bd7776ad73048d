import { mintEventId, mintUserId, seatId } from "../../../../domain/contract/ids.ts";
import { encodeSnapshot } from "../../../../domain/live-feed/encode-snapshot.ts";
import { Notes } from "../../audit/notes.ts";
import { generateHall } from "../../generate-hall.ts";
import type { FanPlan } from "../../plan-fan.ts";
import { Random } from "../../random.ts";
import type { Ask, Fan, Move, Outcome, Reply } from "../move.ts";

const SEATS = 12;
const START_MS = Date.UTC(2027, 4, 1, 18);

/** What a request is answered: a status and a body; a problem's code makes it a refusal. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: object;
  readonly bytes?: Uint8Array;
}

export interface Played {
  readonly outcome: Outcome;
  /** "join", "poll", … in the order in which they were sent. */
  readonly steps: readonly string[];
  readonly asks: readonly Ask[];
}

/** A fan who does nothing out of the ordinary, but for the members given. */
export function fanWith(plan: Partial<FanPlan> = {}, hasQueue = true): Fan {
  return {
    plan: {
      n: 0,
      arrivesAfterMs: 0,
      style: "best",
      party: 2,
      category: null,
      isGhost: false,
      abandons: "never",
      comesBack: true,
      declines: false,
      doubleClicks: false,
      paysLate: false,
      isGreedy: false,
      random: new Random(1),
      ...plan,
    },
    account: { id: mintUserId(START_MS), email: "ada@rush.example", basic: "Basic QQ==", address: "2001:db8::1" },
    sale: {
      event: mintEventId(),
      layout: generateHall(SEATS),
      hasQueue,
      maxPerBuyer: 8,
      passTtlMs: 30_000,
      notes: new Notes(),
    },
    pass: null,
  };
}

/**
 * Plays a fan against a script, in no time: each request is answered at once, at its own time. `answer` gets the request and
 * how often its step has been sent before.
 */
export function play(begin: (nowMs: number) => Move, answer: (ask: Ask, nth: number) => ScriptedAnswer): Played {
  const asks: Ask[] = [];
  let move = begin(START_MS);
  while (move.kind === "ask") {
    const { ask, atMs, answered } = move;
    const nth = asks.filter(({ step }) => step === ask.step).length;
    const first = replyOf(answer(ask, nth), atMs);
    asks.push(ask);
    if (asks.length > 200) throw new Error("the fan never ends");
    move = answered(ask.copies === 1 ? [first] : [first, replyOf(answer(ask, nth + 1), atMs)]);
  }
  return { outcome: move.outcome, steps: asks.map(({ step }) => step), asks };
}

function replyOf({ status = 200, body = {}, bytes = new Uint8Array() }: ScriptedAnswer, atMs: number): Reply {
  const code = status < 300 ? null : "code" in body ? String(body.code) : `http_${status}`;
  return { status, body, bytes, code, retryAfterMs: null, sentAtMs: atMs, atMs: atMs + 5, tookMs: 5 };
}

/** A hold of these seats, until ten seconds after the start. */
export function heldAnswer({ sale }: Fan, booking: string, seats: readonly number[]): ScriptedAnswer {
  const wire = seats.map((seat) => ({ id: seatId(sale.event, seat), price_minor: 4_500 }));
  return {
    status: 201,
    body: { id: booking, seats: wire, total_minor: 4_500 * seats.length, expires_at: iso(10_000) },
  };
}

/** The map, with these seats free. */
export function mapAnswer(free: readonly number[]): ScriptedAnswer {
  const statuses = Uint8Array.from({ length: SEATS }, (_, seat) => (free.includes(seat) ? 0 : 2));
  const totals = { free: free.length, taken: 0, sold: SEATS - free.length, blocked: 0 };
  const frame = { version: 1, atMs: START_MS, seatCount: SEATS, totals, areas: [] };
  return { bytes: encodeSnapshot({ kind: "snapshot", ...frame, statuses }) };
}

export function iso(afterMs: number): string {
  return new Date(START_MS + afterMs).toISOString();
}
