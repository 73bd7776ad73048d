import { FEED_STATUSES } from "../../../domain/contract/live-feed.ts";
import { parseSeatId, seatId } from "../../../domain/contract/ids.ts";
import { decodeFrame } from "../../../domain/live-feed/decode-frame.ts";
import type { HeldNote } from "../audit/notes.ts";
import { chooseNeighbours } from "../choose-neighbours.ts";
import { apiAsk, insist, isGood, theReply } from "./asking.ts";
import { holdAsk, noteHeld } from "./hold-seats.ts";
import { leaveSale } from "./leave-sale.ts";
import type { Fan, Move, Reply, Step } from "./move.ts";
import { startPayment } from "./pay-booking.ts";
import { listIn } from "./read-body.ts";
import { walkAway } from "./walk-away.ts";

const MAX_TRIES = 12;
/** Seats may come back: so often does a fan look again at a house that has nothing left. */
const MAX_WAITS = 2;
const FREE = FEED_STATUSES.indexOf("free");

interface Search {
  readonly party: number;
  readonly category: number | null;
  readonly tries: number;
  readonly waits: number;
}

/** From the way in to the first hold, or to nothing left. */
export function chooseSeats(fan: Fan, nowMs: number): Move {
  const { party, category } = fan.plan;
  return tryFor(fan, nowMs, { party, category, tries: 0, waits: 0 });
}

function tryFor(fan: Fan, nowMs: number, search: Search): Move {
  const { style, random } = fan.plan;
  if (search.tries >= MAX_TRIES) return leaveSale(fan, nowMs, "sold_out");
  const atMs = nowMs + random.between(100, 1_200);
  const usesMap = style === "map" || (style === "mixed" && search.tries === 0);
  return usesMap ? lookAtMap(fan, atMs, search) : holdBest(fan, atMs, search);
}

function lookAtMap(fan: Fan, atMs: number, search: Search): Move {
  const { sale, plan, pass } = fan;
  const path = `/events/${sale.event}/availability`;
  const as = { accept: "application/octet-stream", ...(pass === null ? {} : { "sluice-pass": pass }) };
  return insist(fan, atMs, apiAsk(fan, { step: "look", method: "GET", path, as }), (replies) => {
    const reply = theReply(replies);
    if (!isGood(reply)) return leaveSale(fan, reply.atMs, "refused");
    const house = decodeFrame(reply.bytes);
    if (house.kind !== "snapshot") throw new Error("the availability is no snapshot");
    const isFree = (seat: number): boolean => house.statuses[seat] === FREE;
    const seats = chooseNeighbours(isFree, sale.layout.rows, search.party, plan.random);
    if (seats === undefined) return waitForSeats(fan, reply.atMs, search);
    return holdNamed(fan, reply.atMs + plan.random.between(200, 1_500), seats, search);
  });
}

function holdNamed(fan: Fan, atMs: number, seats: readonly number[], search: Search): Move {
  const ask = holdAsk(fan, "hold_map", { seat_ids: seats.map((seat) => seatId(fan.sale.event, seat)) });
  return insist(fan, atMs, ask, (replies) => afterHold(fan, "hold_map", replies, search));
}

function holdBest(fan: Fan, atMs: number, search: Search): Move {
  const category = search.category === null ? undefined : fan.sale.layout.categories[search.category]?.name;
  const best = { count: search.party, ...(category === undefined ? {} : { category }) };
  return insist(fan, atMs, holdAsk(fan, "hold_best", { best }), (replies) =>
    afterHold(fan, "hold_best", replies, search),
  );
}

function afterHold(fan: Fan, step: Step, replies: readonly [Reply, ...Reply[]], search: Search): Move {
  const { notes } = fan.sale;
  const reply = theReply(replies);
  if (replies.length > 1) notes.paired(step, fan.account.id, replies, JSON.stringify);
  if (isGood(reply)) return withSeats(fan, noteHeld(fan, reply), reply.atMs);
  const next = { ...search, tries: search.tries + 1 };
  if (reply.code === "seat_taken") return takeInstead(fan, reply, next);
  if (reply.code === "orphan_seat") return tryFor(fan, reply.atMs, next);
  if (reply.code === "sold_out") return wantLess(fan, reply, next);
  return leaveSale(fan, reply.atMs, "refused");
}

/** Most take the seats that they are offered instead. */
function takeInstead(fan: Fan, { body, atMs }: Reply, search: Search): Move {
  const { random } = fan.plan;
  const offered = listIn(body, "instead").flatMap((id) => parseSeatId(String(id))?.seat ?? []);
  if (offered.length === 0 || random.chance(0.3)) return tryFor(fan, atMs, search);
  return holdNamed(fan, atMs + random.between(100, 800), offered, search);
}

function wantLess(fan: Fan, { atMs }: Reply, search: Search): Move {
  if (search.category !== null) return tryFor(fan, atMs, { ...search, category: null });
  if (search.party > 1) return tryFor(fan, atMs, { ...search, party: search.party - 1 });
  return waitForSeats(fan, atMs, search);
}

function waitForSeats(fan: Fan, nowMs: number, search: Search): Move {
  if (search.waits === MAX_WAITS) return leaveSale(fan, nowMs, "sold_out");
  return tryFor(fan, nowMs + fan.plan.random.between(1_000, 4_000), { ...search, waits: search.waits + 1 });
}

function withSeats(fan: Fan, held: HeldNote, nowMs: number): Move {
  const { isGreedy, abandons } = fan.plan;
  if (isGreedy) return wantMore(fan, held, nowMs);
  return abandons === "before_payment" ? walkAway(fan, held) : startPayment(fan, held, nowMs);
}

/** As many again as one buyer may have: more than the limit with what he holds. */
function wantMore(fan: Fan, held: HeldNote, nowMs: number): Move {
  const ask = holdAsk({ ...fan, plan: { ...fan.plan, doubleClicks: false } }, "hold_best", {
    best: { count: fan.sale.maxPerBuyer },
  });
  return insist(fan, nowMs, ask, (replies) => {
    const reply = theReply(replies);
    fan.sale.notes.greed.push(reply.code);
    if (isGood(reply)) noteHeld(fan, reply);
    return startPayment(fan, held, reply.atMs);
  });
}
