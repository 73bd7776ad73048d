import type { PaymentId } from "../../../domain/contract/ids.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import type { HeldNote } from "../audit/notes.ts";
import { apiAsk, gone, insist, isGood, theReply } from "./asking.ts";
import { leaveSale } from "./leave-sale.ts";
import type { Ask, Fan, Move, Reply, Step } from "./move.ts";
import { passWasUsed } from "./pass-was-used.ts";
import { requiredInstant, requiredText, textIn, valueIn } from "./read-body.ts";
import { walkAway } from "./walk-away.ts";

const FIRST_LOOK_MS = 400;
const LONGEST_LOOK_MS = 5_000;
/** Longer than the saga needs on a machine that is swamped; a payment that hangs is found by the judges. */
const PATIENCE_MS = 300_000;

/** From a hold to tickets, with what people do on the way. */
export function startPayment(fan: Fan, held: HeldNote, nowMs: number): Move {
  const { plan, sale, account } = fan;
  const body = { booking_id: held.booking };
  const path = "/bookings/initiatePayment";
  const copies = plan.doubleClicks ? 2 : 1;
  const ask = apiAsk(fan, { step: "start", method: "PATCH", path, body, as: "account", copies });
  return insist(fan, nowMs + plan.random.between(300, 2_000), ask, (replies) => {
    if (replies.length > 1)
      sale.notes.paired("start", account.id, replies, (answer) => requiredText(answer, "payment_id"));
    const reply = theReply(replies);
    if (!isGood(reply)) return endWithout(fan, reply.atMs, "refused");
    const payment = requiredText(reply.body, "payment_id") as PaymentId;
    sale.notes.payments.set(payment, { payment, booking: held.booking });
    held.deadlineMs = requiredInstant(reply.body, "expires_at");
    const session = requiredText(reply.body, "payment_url").split("/pay/")[1] ?? "";
    return atTheProvider(fan, held, session, reply.atMs);
  });
}

function atTheProvider(fan: Fan, held: HeldNote, session: string, nowMs: number): Move {
  const { abandons, declines, paysLate, random } = fan.plan;
  if (abandons === "during_payment") return walkAway(fan, held);
  if (paysLate) return pay(fan, held, session, held.deadlineMs + random.between(-500, 1_000));
  const typedAtMs = nowMs + random.between(300, 2_000);
  if (!declines) return pay(fan, held, session, typedAtMs);
  return insist(fan, typedAtMs, simulatorAsk("decline", session), (replies) =>
    pay(fan, held, session, theReply(replies).atMs + random.between(300, 1_500)),
  );
}

function pay(fan: Fan, held: HeldNote, session: string, atMs: number): Move {
  return insist(fan, atMs, simulatorAsk("pay", session), (replies) => {
    const reply = theReply(replies);
    passWasUsed(fan, reply.sentAtMs);
    return awaitTickets(fan, held, reply.atMs, reply.atMs + FIRST_LOOK_MS, FIRST_LOOK_MS);
  });
}

function awaitTickets(fan: Fan, held: HeldNote, pressedAtMs: number, atMs: number, everyMs: number): Move {
  const path = `/bookings/${held.booking}/payment-status`;
  const ask = apiAsk(fan, { step: "status", method: "GET", path, as: "account" });
  return insist(fan, atMs, ask, (replies) => {
    const reply = theReply(replies);
    if (textIn(reply.body, "status") === "paid") return paid(fan, held, reply, pressedAtMs);
    if (!isGood(reply)) return endWithout(fan, reply.atMs, "refused");
    if (!isUnderWay(reply.body)) return endWithout(fan, reply.atMs, "paid_late");
    if (reply.atMs - pressedAtMs > PATIENCE_MS) return endWithout(fan, reply.atMs, "gave_up");
    const nextMs = Math.min(LONGEST_LOOK_MS, everyMs * 2);
    return awaitTickets(fan, held, pressedAtMs, reply.atMs + nextMs, nextMs);
  });
}

/** As long as the payment is, whatever the hold: one that is over is sold all the same while its seats are free. */
function isUnderWay(body: unknown): boolean {
  const payment = textIn(valueIn(body, "payment"), "status");
  return OPEN_STATUSES.some((open) => open === payment);
}

function paid(fan: Fan, held: HeldNote, { atMs }: Reply, pressedAtMs: number): Move {
  const { notes } = fan.sale;
  held.paidAtMs = atMs;
  notes.paidAfter.add(atMs - pressedAtMs);
  notes.holding--;
  notes.seatsSold += held.seats.length;
  return gone(fan, "sold");
}

function endWithout(fan: Fan, nowMs: number, outcome: "refused" | "paid_late" | "gave_up"): Move {
  fan.sale.notes.holding--;
  return leaveSale(fan, nowMs, outcome);
}

/** What a button of the payment page does. */
function simulatorAsk(button: "pay" | "decline", session: string): Ask {
  const step: Step = button;
  return { step, to: "simulator", method: "POST", path: `/_sim/sessions/${session}/${button}`, headers: {}, copies: 1 };
}
