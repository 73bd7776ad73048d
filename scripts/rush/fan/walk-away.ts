import { seatId } from "../../../domain/contract/ids.ts";
import type { ComebackNote, HeldNote } from "../audit/notes.ts";
import { apiAsk, gone, insist, isGood, theReply } from "./asking.ts";
import { holdAsk, noteHeld } from "./hold-seats.ts";
import { leaveSale } from "./leave-sale.ts";
import type { Fan, Move, Reply } from "./move.ts";
import { numberIn } from "./read-body.ts";

/**
 * Leaves the seats held and says nothing. Some come back in the very instant in which their hold ends and ask for the same
 * seats again: they are free then, whatever the alarm has done (I6), or others were faster.
 */
export function walkAway(fan: Fan, held: HeldNote): Move {
  const { sale, plan } = fan;
  held.isAbandoned = true;
  sale.notes.holding--;
  if (!plan.comesBack) return gone(fan, "abandoned");
  const ask = holdAsk(fan, "hold_map", { seat_ids: held.seats.map((seat) => seatId(sale.event, seat)) });
  return insist(fan, held.deadlineMs + 1, ask, (replies) => {
    const reply = theReply(replies);
    const { booking, deadlineMs } = held;
    sale.notes.comebacks.push({ booking, deadlineMs, askedAtMs: reply.sentAtMs, outcome: outcomeOf(reply, held) });
    return isGood(reply) ? giveBack(fan, noteHeld(fan, reply), reply.atMs) : leaveSale(fan, reply.atMs, "abandoned");
  });
}

/** A refusal names the end of the hold that is in the way: his own is no reason any more. */
function outcomeOf(reply: Reply, { deadlineMs }: HeldNote): ComebackNote["outcome"] {
  if (isGood(reply)) return "held";
  if (reply.code !== "seat_taken") return "not_told";
  return numberIn(reply.body, "heldUntilMs") === deadlineMs ? "own_hold" : "taken_by_others";
}

function giveBack(fan: Fan, held: HeldNote, atMs: number): Move {
  held.releasedAtMs = atMs;
  fan.sale.notes.holding--;
  const body = { booking_id: held.booking };
  const ask = apiAsk(fan, { step: "release", method: "PATCH", path: "/bookings/cancel", body, as: "account" });
  return insist(fan, atMs, ask, (replies) => leaveSale(fan, theReply(replies).atMs, "abandoned"));
}
