import { apiAsk, gone, insist, isGood, theReply } from "./asking.ts";
import { chooseSeats } from "./choose-seats.ts";
import type { Fan, Move, Reply } from "./move.ts";
import { numberIn, requiredInstant, requiredText, textIn } from "./read-body.ts";

const MAX_JOINS = 4;
const POLL_AFTER_MS = 1_000;

/** The way in: through the queue, or straight to the seats where there is none. */
export function comeToSale(fan: Fan, nowMs: number): Move {
  return fan.sale.hasQueue ? joinQueue(fan, nowMs, 1) : chooseSeats(fan, nowMs);
}

function joinQueue(fan: Fan, atMs: number, joins: number): Move {
  const path = `/events/${fan.sale.event}/queue`;
  const ask = apiAsk(fan, { step: "join", method: "POST", path, body: {}, as: "account" });
  return insist(fan, atMs, ask, (replies) => {
    const reply = theReply(replies);
    if (!isGood(reply)) return gone(fan, "refused");
    const { notes } = fan.sale;
    if (joins === 1) notes.joined++;
    if (fan.plan.isGhost) return gone(fan, "ghost");
    if (joins === 1) notes.waiting++;
    const token = requiredText(reply.body, "token");
    return pollQueue(fan, pollAtMs(reply), { token, joins });
  });
}

interface Place {
  readonly token: string;
  readonly joins: number;
}

function pollQueue(fan: Fan, atMs: number, place: Place): Move {
  const path = `/events/${fan.sale.event}/queue`;
  const as = { "sluice-queue-token": place.token };
  return insist(fan, atMs, apiAsk(fan, { step: "poll", method: "GET", path, as }), (replies) => {
    const reply = theReply(replies);
    if (!isGood(reply)) return turnedAway(fan, reply, place);
    const token = textIn(reply.body, "token") ?? place.token;
    const status = textIn(reply.body, "status");
    if (status === "admitted") return claimPass(fan, reply.atMs, { ...place, token });
    if (status !== "not_needed") return pollQueue(fan, pollAtMs(reply), { ...place, token });
    fan.sale.notes.waiting--;
    return chooseSeats(fan, reply.atMs);
  });
}

function claimPass(fan: Fan, atMs: number, place: Place): Move {
  const path = `/events/${fan.sale.event}/queue/pass`;
  const as = { "sluice-queue-token": place.token };
  return insist(fan, atMs, apiAsk(fan, { step: "pass", method: "POST", path, body: {}, as }), (replies) => {
    const reply = theReply(replies);
    if (reply.code === "pass_not_ready") return pollQueue(fan, pollAtMs(reply), place);
    if (!isGood(reply)) return turnedAway(fan, reply, place);
    admit(fan, reply);
    return chooseSeats(fan, reply.atMs);
  });
}

function admit(fan: Fan, { body, atMs }: Reply): void {
  const { notes, passTtlMs } = fan.sale;
  fan.pass = requiredText(body, "pass");
  notes.someonesPass = fan.pass;
  const issuedAtMs = requiredInstant(body, "use_by") - passTtlMs;
  const number = numberIn(body, "number") ?? -1;
  const endsAtMs = requiredInstant(body, "ends_at");
  const note = { buyer: fan.account.id, number, issuedAtMs, endsAtMs, claimedAtMs: atMs, usedUntilMs: issuedAtMs };
  notes.passes.set(note.buyer, [...(notes.passes.get(note.buyer) ?? []), note]);
  notes.waiting--;
  notes.admitted++;
}

/** Who missed his turn, or whose token is too old, joins again, at the back. */
function turnedAway(fan: Fan, { code, atMs }: Reply, { joins }: Place): Move {
  const mayJoin = code === "queue_token_lapsed" || code === "queue_token_expired";
  if (mayJoin && joins < MAX_JOINS) return joinQueue(fan, atMs, joins + 1);
  fan.sale.notes.waiting--;
  return gone(fan, "refused");
}

function pollAtMs({ atMs, body, retryAfterMs }: Reply): number {
  return atMs + (numberIn(body, "poll_after_ms") ?? retryAfterMs ?? POLL_AFTER_MS);
}
