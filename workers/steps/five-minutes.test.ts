/**
 * The promise: after the last fault every booking is final within five minutes, with nobody's help. Here every wait in the way
 * of one is played through in virtual time, by the code's own numbers and its own circuit breaker, from every moment at which
 * the fault can end: of the sweep's minute, the row's lease, the payment's silence. Not in the sum: people (a buyer has until his
 * deadline, a bank has days), and the work itself, which takes seconds.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ATTEMPT_TIMEOUT_MS, MAX_RETRY_MS } from "../../durable-objects/event/journal-drain.ts";
import { leaseMs } from "../../domain/outbox/lease-ms.ts";
import { admit, afterFailure, afterSuccess, CLOSED, type BreakerState } from "../../domain/payment/circuit-breaker.ts";
import { ASK_AGAIN_MS, QUIET_AFTER_MS, SUSPECT_AFTER_MS, SWEEP_EVERY_MS } from "../../domain/reconcile/patience.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { backoffMs } from "../../local/qstash/backoff.ts";
import { parseEnvironment } from "../environment.ts";

/** A call to a provider: 10 s, and once more. One that began in the fault ends so late, and another may be the probe so long. */
const CALL_MS = 20 * SECOND_MS;
const QSTASH_TRIES_MS = [0, backoffMs(1), backoffMs(1) + backoffMs(2)];
/** How long one request may be bringing a payment to its provider (open-payment.ts). */
const LOCK_MS = MINUTE_MS;
/** The fault ends at 0. */
const PHASES = range(0, SWEEP_EVERY_MS, SECOND_MS);
const BEFORE = range(-2 * MINUTE_MS, 0, SECOND_MS);

const BREAKER = { threshold: 5, timeoutMs: breakerTimeoutMs() };

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** What a deployment has that sets nothing. */
function breakerTimeoutMs(): number {
  const names = readFileSync("workers/environment.ts", "utf8").matchAll(/^ {2}([A-Z_]+): (?:required|z\.url\(\))/gm);
  const settings = Object.fromEntries([...names].map(([, name = ""]) => [name, "https://example.com"]));
  const keys = { QUEUE_SIGNING_KEYS: `k1:${"a".repeat(43)}`, OPERATOR_KEY: "o".repeat(32) };
  return (
    parseEnvironment({ ...settings, ...keys, ENVIRONMENT: "production" }).CIRCUIT_BREAKER_TIMEOUT_SECONDS * SECOND_MS
  );
}

/** Whether the provider can be asked at a time, when its last failure was at another; somebody else is always the first to try. */
function canAsk(lastFailureMs: number, atMs: number): boolean {
  let state: BreakerState = CLOSED;
  for (let failure = 0; failure < BREAKER.threshold; failure++) state = afterFailure(state, BREAKER, lastFailureMs);
  const probeMs = lastFailureMs + BREAKER.timeoutMs;
  if (atMs >= probeMs) state = admit(state, BREAKER, probeMs).state;
  if (atMs >= probeMs + CALL_MS) state = afterSuccess(state, true);
  return admit(state, BREAKER, atMs).admission.admitted;
}

interface Row {
  /** May be claimed by the first sweep from then on. */
  readonly dueMs: number;
  readonly claims: number;
  /** Tries of QStash that are still to come, of its last publication. */
  readonly triesMs: readonly number[];
}

/** When a row's step first finds the provider, sent by sweeps at `phaseMs` and each minute from there. */
function doneMs(row: Row, phaseMs: number, canStep: (atMs: number) => boolean): number {
  let { dueMs, claims } = row;
  const tries = [...row.triesMs];
  for (let sweepMs = phaseMs; ; sweepMs += SWEEP_EVERY_MS) {
    const before = tries.filter((atMs) => atMs < sweepMs && canStep(atMs));
    if (before.length > 0) return Math.min(...before);
    if (sweepMs < dueMs) continue;
    dueMs = sweepMs + leaseMs(claims++);
    tries.push(...QSTASH_TRIES_MS.map((afterMs) => sweepMs + afterMs));
  }
}

/** A row that a sweep has just written and sent. */
function sentAt(sweepMs: number): Row {
  return { dueMs: sweepMs + leaseMs(0), claims: 1, triesMs: QSTASH_TRIES_MS.map((afterMs) => sweepMs + afterMs) };
}

/** The first sweep at or after a time that can do its part. */
function sweepAfter(atMs: number, phaseMs: number, can: (atMs: number) => boolean = () => true): number {
  let sweepMs = phaseMs;
  while (sweepMs < atMs || !can(sweepMs)) sweepMs += SWEEP_EVERY_MS;
  return sweepMs;
}

/** The worst of all moments, in whole seconds. */
function worstS(moments: Iterable<number>): number {
  let worst = 0;
  for (const atMs of moments) worst = Math.max(worst, atMs);
  return Math.ceil(worst / SECOND_MS);
}

/** Without the provider, with a breaker that opened just now, and with one that a call of the fault opens once more. */
const CIRCUITS: readonly ((atMs: number) => boolean)[] = [
  () => true,
  (atMs) => canAsk(0, atMs),
  (atMs) => canAsk(CALL_MS, atMs),
];

/** A message on its way when the fault ends: QStash still has it, or has lost it and only its lease brings it back. */
function* messagesOnTheirWay(): Generator<number> {
  for (const claimedMs of BEFORE)
    for (const claims of [0, 1, 2, 3])
      for (const isLost of [false, true])
        for (const phaseMs of PHASES)
          for (const canStep of CIRCUITS) {
            const tries = QSTASH_TRIES_MS.map((afterMs) => claimedMs + afterMs).filter((atMs) => atMs > 0);
            const row = { dueMs: claimedMs + leaseMs(claims), claims: claims + 1, triesMs: isLost ? [] : tries };
            yield doneMs(row, phaseMs, canStep);
          }
}

/** The webhook never came: the sweep asks, and what it hears goes its way. */
function* lostWebhooks(): Generator<number> {
  for (const heardMs of BEFORE)
    for (const phaseMs of PHASES)
      for (const canAskNow of CIRCUITS)
        yield doneMs(sentAt(sweepAfter(heardMs + QUIET_AFTER_MS, phaseMs, canAskNow)), phaseMs, canAskNow);
}

/** A request died before the provider answered it, and nobody will repeat it. */
function* paymentsWithoutSession(): Generator<number> {
  for (const openedMs of BEFORE)
    for (const phaseMs of PHASES) {
      const quietMs = openedMs + Math.max(QUIET_AFTER_MS, LOCK_MS);
      yield doneMs(sentAt(sweepAfter(quietMs, phaseMs)), phaseMs, () => true);
    }
}

/** The hold ended while Postgres was away: the journal writes `booking.expired` when it gets through. */
function* endedHolds(): Generator<number> {
  for (const savedMs of range(0, MAX_RETRY_MS + ATTEMPT_TIMEOUT_MS, SECOND_MS))
    for (const phaseMs of PHASES)
      for (const canStep of CIRCUITS) yield doneMs({ dueMs: savedMs, claims: 0, triesMs: [] }, phaseMs, canStep);
}

/** Money and seats do not go together, and no message is under way: the reconciler asks the provider, and sends one. */
function* suspects(): Generator<number> {
  for (const heardMs of BEFORE)
    for (const phaseMs of PHASES)
      for (const canAskNow of CIRCUITS)
        yield doneMs(sentAt(sweepAfter(heardMs + SUSPECT_AFTER_MS, phaseMs, canAskNow)), phaseMs, canAskNow);
}

describe("after the last fault, the last of", () => {
  it.each([
    ["messages that were on their way", messagesOnTheirWay, 207],
    ["payments whose webhook was lost", lostWebhooks, 179],
    ["payments that never got a session", paymentsWithoutSession, 179],
    ["holds that ended meanwhile", endedHolds, 147],
    ["bookings that no message is about", suspects, 159],
  ] as const)("%s are final within five minutes", (_, moments, measuredS) => {
    const worst = worstS(moments());
    expect(worst).toBeLessThanOrEqual(300);
    // As the README's table has it.
    expect(worst).toBe(measuredS);
  });
});

it("the sweep comes each minute, and asks each time", () => {
  const crons = [...readFileSync("wrangler.toml", "utf8").matchAll(/^crons = (.*)$/gm)].map(([, value]) => value);
  expect(crons.length).toBeGreaterThan(0);
  expect(new Set(crons)).toEqual(new Set(['["* * * * *"]']));
  expect(SWEEP_EVERY_MS).toBe(MINUTE_MS);
  expect(ASK_AGAIN_MS).toBeLessThan(SWEEP_EVERY_MS);
});
