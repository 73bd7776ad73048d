import { findSession } from "./checkout-sessions.ts";
import { cancelIntent, chargeOf, findIntent } from "./payment-intents.ts";
import { emit, mintId, nowSeconds, type Simulation } from "./simulation.ts";
import type { Charge, CheckoutSession, Dispute, PaymentIntent } from "./stripe-objects.ts";
import { failRefund } from "./refunds.ts";
import { invalidRequest } from "./stripe-refusal.ts";

/** What banks do, in their own time. Each refuses with 400 when the money is not in a state for it. */

/** The bank lets the authorisation lapse before it was captured. */
export function lapse(sim: Simulation, sessionId: string): CheckoutSession {
  const { session, intent } = paidSession(sim, sessionId);
  if (intent.status !== "requires_capture") throw invalidRequest("There is no authorisation that could lapse.");
  cancelIntent(sim, intent.id, "automatic");
  return session;
}

/** The bank that a delayed method had to ask says yes. */
export function acceptDebit(sim: Simulation, sessionId: string): CheckoutSession {
  const { session, intent, charge } = askedSession(sim, sessionId);
  const taken: Charge = { ...charge, status: "succeeded", paid: true, captured: true, amount_captured: charge.amount };
  const succeeded: PaymentIntent = { ...intent, status: "succeeded", amount_received: intent.amount };
  const paid: CheckoutSession = { ...session, payment_status: "paid" };
  for (const object of [taken, succeeded, paid]) sim.store.save(object);
  const entry = { atMs: sim.nowMs(), intentId: intent.id, amountMinor: intent.amount };
  sim.store.enter({ ...entry, kind: "authorised" });
  sim.store.enter({ ...entry, kind: "captured" });
  emit(sim, "charge.succeeded", taken);
  emit(sim, "payment_intent.succeeded", succeeded);
  emit(sim, "checkout.session.async_payment_succeeded", paid);
  return paid;
}

/** It says no: the session stays complete, and is never paid. */
export function refuseDebit(sim: Simulation, sessionId: string): CheckoutSession {
  const { session, intent, charge } = askedSession(sim, sessionId);
  const failed: Charge = { ...charge, status: "failed" };
  const unpaid: PaymentIntent = {
    ...intent,
    status: "requires_payment_method",
    last_payment_error: {
      type: "card_error",
      code: "payment_intent_payment_attempt_failed",
      message: "The bank refused the debit.",
    },
  };
  for (const object of [failed, unpaid]) sim.store.save(object);
  emit(sim, "charge.failed", failed);
  emit(sim, "payment_intent.payment_failed", unpaid);
  emit(sim, "checkout.session.async_payment_failed", session);
  return session;
}

/** The buyer asks his bank for the money back: Stripe withdraws it until that is decided. */
export function openDispute(sim: Simulation, sessionId: string, reason: string): CheckoutSession {
  const { session, intent } = paidSession(sim, sessionId);
  const charge = chargeOf(sim, intent);
  if (!charge.captured || charge.disputed) throw invalidRequest("Only captured money can be disputed, and only once.");
  const disputed: Charge = { ...charge, disputed: true };
  const dispute: Dispute = {
    id: mintId("du"),
    object: "dispute",
    amount: charge.amount_captured,
    charge: charge.id,
    created: nowSeconds(sim),
    currency: charge.currency,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    reason,
    status: "needs_response",
  };
  sim.store.save(disputed);
  sim.store.save(dispute);
  sim.store.enter({ atMs: sim.nowMs(), intentId: intent.id, kind: "disputed", amountMinor: dispute.amount });
  emit(sim, "charge.dispute.created", dispute);
  emit(sim, "charge.dispute.funds_withdrawn", dispute);
  return session;
}

/** The bank decides: won means for the shop. */
export function closeDispute(sim: Simulation, sessionId: string, status: "won" | "lost"): CheckoutSession {
  const { session, intent } = paidSession(sim, sessionId);
  const open = [...sim.store.list("dispute")].find(
    (dispute) => dispute.payment_intent === intent.id && dispute.status === "needs_response",
  );
  if (open === undefined) throw invalidRequest("There is no open dispute about this payment.");
  const closed: Dispute = { ...open, status };
  sim.store.save(closed);
  emit(sim, "charge.dispute.closed", closed);
  if (status === "lost") return session;
  sim.store.enter({ atMs: sim.nowMs(), intentId: intent.id, kind: "reinstated", amountMinor: closed.amount });
  emit(sim, "charge.dispute.funds_reinstated", closed);
  return session;
}

/** The bank cannot pay out what was given back, days after it was asked to: the money comes to the shop again. */
export function refuseRefund(sim: Simulation, sessionId: string): CheckoutSession {
  const { session, intent } = paidSession(sim, sessionId);
  failRefund(sim, intent);
  return session;
}

function paidSession(sim: Simulation, id: string): { session: CheckoutSession; intent: PaymentIntent } {
  const session = findSession(sim, id);
  if (session.payment_intent === null) throw invalidRequest("Nobody has tried to pay in this session.");
  return { session, intent: findIntent(sim, session.payment_intent) };
}

function askedSession(
  sim: Simulation,
  id: string,
): { session: CheckoutSession; intent: PaymentIntent; charge: Charge } {
  const { session, intent } = paidSession(sim, id);
  if (intent.status !== "processing") throw invalidRequest("No bank is being asked about this payment.");
  return { session, intent, charge: chargeOf(sim, intent) };
}
