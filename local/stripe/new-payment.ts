import type { Outcome } from "./payment-methods.ts";
import { mintId, nowSeconds, type Simulation } from "./simulation.ts";
import type { Charge, CheckoutSession, PaymentIntent } from "./stripe-objects.ts";

/** The session's intent: made at the first try, as Stripe does. */
export function startedIntent(sim: Simulation, session: CheckoutSession): PaymentIntent {
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

export function newCharge(
  sim: Simulation,
  session: CheckoutSession,
  intentId: string,
  method: string,
  outcome: Outcome,
): Charge {
  return {
    id: mintId("ch"),
    object: "charge",
    amount: session.amount_total,
    amount_captured: outcome === "taken" ? session.amount_total : 0,
    amount_refunded: 0,
    captured: outcome === "taken",
    created: nowSeconds(sim),
    currency: session.currency,
    disputed: false,
    livemode: false,
    metadata: session.sim.intentMetadata,
    paid: outcome !== "asked",
    payment_intent: intentId,
    payment_method_details: { type: method },
    refunded: false,
    status: outcome === "asked" ? "pending" : "succeeded",
  };
}
