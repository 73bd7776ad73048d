import { emit, mintId, nowSeconds, type Simulation } from "./simulation.ts";
import { cancelIntent } from "./payment-intents.ts";
import { expireSession, findSession } from "./checkout-sessions.ts";
import type { Charge, CheckoutSession, PaymentIntent } from "./stripe-objects.ts";
import { invalidRequest } from "./stripe-refusal.ts";

/** What buyers (the hosted page) and banks do. Each refuses with 400 when the session is not in a state for it. */

/** The card is good: the money is authorised, or, without manual capture, taken. */
export function pay(sim: Simulation, sessionId: string): CheckoutSession {
  const session = findOpenSession(sim, sessionId);
  const manual = session.sim.captureMethod === "manual";
  const started = startedIntent(sim, session);
  const charge = newCharge(sim, session, started.id, manual ? 0 : session.amount_total);
  const intent: PaymentIntent = {
    ...started,
    status: manual ? "requires_capture" : "succeeded",
    amount_capturable: manual ? session.amount_total : 0,
    amount_received: manual ? 0 : session.amount_total,
    last_payment_error: null,
    latest_charge: charge.id,
  };
  const complete: CheckoutSession = {
    ...session,
    status: "complete",
    payment_status: manual ? "unpaid" : "paid",
    payment_intent: intent.id,
    customer_details: session.customer_email === null ? null : { email: session.customer_email, name: "Test Buyer" },
    sim: { ...session.sim, payAtMs: null },
  };
  for (const object of [charge, intent, complete]) sim.store.save(object);
  sim.store.clearTimer(sessionId);
  const entry = { atMs: sim.nowMs(), intentId: intent.id, amountMinor: session.amount_total };
  sim.store.enter({ ...entry, kind: "authorised" });
  if (!manual) sim.store.enter({ ...entry, kind: "captured" });

  emit(sim, "charge.succeeded", charge);
  emit(sim, manual ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", intent);
  emit(sim, "checkout.session.completed", complete);
  return complete;
}

/** The card is declined; the buyer may try again. */
export function decline(sim: Simulation, sessionId: string): CheckoutSession {
  const session = findOpenSession(sim, sessionId);
  const intent: PaymentIntent = {
    ...startedIntent(sim, session),
    last_payment_error: {
      type: "card_error",
      code: "card_declined",
      decline_code: "generic_decline",
      message: "Your card was declined.",
    },
  };
  const tried: CheckoutSession = { ...session, payment_intent: intent.id };
  sim.store.save(intent);
  sim.store.save(tried);
  emit(sim, "payment_intent.payment_failed", intent);
  return tried;
}

/** The money comes delayed: as if the buyer had pressed *Pay* after `seconds`, if the session is still open by then. */
export function payLater(sim: Simulation, sessionId: string, seconds: number): CheckoutSession {
  const session = findOpenSession(sim, sessionId);
  const payAtMs = sim.nowMs() + seconds * 1_000;
  const waiting: CheckoutSession = { ...session, sim: { ...session.sim, payAtMs } };
  sim.store.save(waiting);
  sim.store.setTimer(sessionId, Math.min(payAtMs, session.expires_at * 1_000));
  return waiting;
}

/** The bank lets the authorisation lapse before it was captured. */
export function lapse(sim: Simulation, sessionId: string): CheckoutSession {
  const session = findSession(sim, sessionId);
  const intent = session.payment_intent === null ? undefined : sim.store.find("payment_intent", session.payment_intent);
  if (intent?.status !== "requires_capture") throw invalidRequest("There is no authorisation that could lapse.");
  cancelIntent(sim, intent.id, "automatic");
  return session;
}

/** What time brings: delayed money that is due, and the end of sessions whose time is over. */
export function settleDue(sim: Simulation): void {
  const nowMs = sim.nowMs();
  for (const id of sim.store.sessionsDue(nowMs)) {
    const { expires_at, sim: plan } = findSession(sim, id);
    if (plan.payAtMs !== null && plan.payAtMs <= nowMs && plan.payAtMs < expires_at * 1_000) pay(sim, id);
    else expireSession(sim, id);
  }
}

function findOpenSession(sim: Simulation, id: string): CheckoutSession {
  const session = findSession(sim, id);
  if (session.status !== "open") throw invalidRequest(`This Checkout Session has a status of \`${session.status}\`.`);
  return session;
}

/** The session's intent: made at the first try, as Stripe does. */
function startedIntent(sim: Simulation, session: CheckoutSession): PaymentIntent {
  const existing =
    session.payment_intent === null ? undefined : sim.store.find("payment_intent", session.payment_intent);
  if (existing !== undefined) return existing;
  return {
    id: mintId("pi"),
    object: "payment_intent",
    amount: session.amount_total,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: session.sim.captureMethod,
    created: nowSeconds(sim),
    currency: session.currency,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: session.sim.intentMetadata,
    status: "requires_payment_method",
    sim: { sessionId: session.id },
  };
}

function newCharge(sim: Simulation, session: CheckoutSession, intentId: string, captured: number): Charge {
  return {
    id: mintId("ch"),
    object: "charge",
    amount: session.amount_total,
    amount_captured: captured,
    amount_refunded: 0,
    captured: captured > 0,
    created: nowSeconds(sim),
    currency: session.currency,
    livemode: false,
    metadata: session.sim.intentMetadata,
    paid: true,
    payment_intent: intentId,
    refunded: false,
    status: "succeeded",
  };
}
