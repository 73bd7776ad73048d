import { findSession } from "./checkout-sessions.ts";
import { newCharge, startedIntent } from "./new-payment.ts";
import { outcomeOf, type Outcome } from "./payment-methods.ts";
import { emit, type Simulation } from "./simulation.ts";
import type { CheckoutSession, PaymentIntent } from "./stripe-objects.ts";
import { invalidRequest } from "./stripe-refusal.ts";

/** What buyers do on the hosted page. Each refuses with 400 when the session is not in a state for it. */

/** An authorisation that was not captured by then is released. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
const AUTHORISED_FOR_MS = 7 * 86_400_000;

/**
 * The buyer pays by `method`, the session's first unless he chose: the money is authorised, or, without manual capture,
 * taken; by a delayed method, his bank is asked.
 */
export function pay(sim: Simulation, sessionId: string, method?: string): CheckoutSession {
  const session = findOpenSession(sim, sessionId);
  const paidBy = method ?? session.payment_method_types[0] ?? "card";
  if (!session.payment_method_types.includes(paidBy)) throw invalidRequest(`This session does not take \`${paidBy}\`.`);
  const outcome = outcomeOf(session, paidBy);
  if (outcome === "authorised") sim.store.setTimer(sessionId, sim.nowMs() + AUTHORISED_FOR_MS);
  else sim.store.clearTimer(sessionId);
  return complete(sim, session, paidBy, outcome);
}

const INTENT_STATUS = { authorised: "requires_capture", taken: "succeeded", asked: "processing" } as const;
const INTENT_EVENT = {
  authorised: "payment_intent.amount_capturable_updated",
  taken: "payment_intent.succeeded",
  asked: "payment_intent.processing",
} as const;

function complete(sim: Simulation, session: CheckoutSession, method: string, outcome: Outcome): CheckoutSession {
  const started = startedIntent(sim, session);
  const charge = newCharge(sim, session, started.id, method, outcome);
  const intent: PaymentIntent = {
    ...started,
    capture_method: outcome === "authorised" ? "manual" : started.capture_method,
    status: INTENT_STATUS[outcome],
    amount_capturable: outcome === "authorised" ? session.amount_total : 0,
    amount_received: charge.amount_captured,
    last_payment_error: null,
    latest_charge: charge.id,
  };
  const completed: CheckoutSession = {
    ...session,
    status: "complete",
    payment_status: outcome === "taken" ? "paid" : "unpaid",
    payment_intent: intent.id,
    customer_details: session.customer_email === null ? null : { email: session.customer_email, name: "Test Buyer" },
    sim: { ...session.sim, payAtMs: null },
  };
  for (const object of [charge, intent, completed]) sim.store.save(object);
  const entry = { atMs: sim.nowMs(), intentId: intent.id, amountMinor: session.amount_total };
  if (outcome !== "asked") sim.store.enter({ ...entry, kind: "authorised" });
  if (outcome === "taken") sim.store.enter({ ...entry, kind: "captured" });

  emit(sim, outcome === "asked" ? "charge.pending" : "charge.succeeded", charge);
  emit(sim, INTENT_EVENT[outcome], intent);
  emit(sim, "checkout.session.completed", completed);
  return completed;
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

function findOpenSession(sim: Simulation, id: string): CheckoutSession {
  const session = findSession(sim, id);
  if (session.status !== "open") throw invalidRequest(`This Checkout Session has a status of \`${session.status}\`.`);
  return session;
}
