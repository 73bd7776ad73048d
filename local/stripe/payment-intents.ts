import { z } from "zod";
import type { FormTree } from "./parse-form.ts";
import { emit, nowSeconds, type Simulation } from "./simulation.ts";
import type { Charge, PaymentIntent } from "./stripe-objects.ts";
import { invalidRequest, missing, StripeRefusal, unexpectedState } from "./stripe-refusal.ts";

const CANCELABLE = [
  "requires_payment_method",
  "requires_capture",
  "requires_confirmation",
  "requires_action",
  "processing",
];
const CANCELLATION_REASONS = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
const captureParameters = z.object({ amount_to_capture: z.coerce.number().int().min(1).optional() });

export function findIntent(sim: Simulation, id: string): PaymentIntent {
  const intent = sim.store.find("payment_intent", id);
  if (intent === undefined) throw missing("payment_intent", id);
  return intent;
}

/** Takes authorised money; what is not taken of it is released. */
export function captureIntent(sim: Simulation, id: string, form: FormTree): PaymentIntent {
  const intent = findIntent(sim, id);
  if (intent.status === "succeeded") {
    throw unexpectedState("This PaymentIntent could not be captured because it has already been captured.", intent);
  }
  if (intent.status !== "requires_capture") {
    const why = `it has a status of ${intent.status}`;
    const allowed = "Only a PaymentIntent with one of the following statuses may be captured: requires_capture.";
    throw unexpectedState(`This PaymentIntent could not be captured because ${why}. ${allowed}`, intent);
  }
  const parsed = captureParameters.safeParse(form);
  const amount = parsed.success ? (parsed.data.amount_to_capture ?? intent.amount_capturable) : Infinity;
  if (amount > intent.amount_capturable) {
    const message = "The amount to capture is not valid, or greater than the amount that can be captured.";
    throw invalidRequest(message, { code: "amount_too_large", param: "amount_to_capture" });
  }
  if (sim.chaos.take("refuseCaptures")) {
    const message = "Your card was declined.";
    throw new StripeRefusal(402, {
      type: "card_error",
      code: "card_declined",
      decline_code: "generic_decline",
      message,
    });
  }
  return markCaptured(sim, intent, amount);
}

/** Releases authorised money, or ends an intent that was never paid. */
export function cancelIntentByApi(sim: Simulation, id: string, form: FormTree): PaymentIntent {
  const reason = form["cancellation_reason"] ?? null;
  if (reason !== null && !(typeof reason === "string" && CANCELLATION_REASONS.includes(reason))) {
    const message = `Invalid cancellation_reason: must be one of ${CANCELLATION_REASONS.join(", ")}`;
    throw invalidRequest(message, { param: "cancellation_reason" });
  }
  const intent = findIntent(sim, id);
  if (!CANCELABLE.includes(intent.status)) {
    const allowed = `Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(", ")}.`;
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. ${allowed}`,
      intent,
    );
  }
  if (intent.status === "requires_payment_method") {
    throw invalidRequest(
      "You cannot cancel the PaymentIntent of a Checkout Session. Expire the Checkout Session instead.",
    );
  }
  return cancelIntent(sim, id, reason);
}

/** `automatic`: by Stripe itself, because the session ended or the authorisation lapsed. */
export function cancelIntent(sim: Simulation, id: string, reason: string | null): PaymentIntent {
  const intent = findIntent(sim, id);
  const canceled: PaymentIntent = {
    ...intent,
    status: "canceled",
    amount_capturable: 0,
    canceled_at: nowSeconds(sim),
    cancellation_reason: reason,
  };
  sim.store.save(canceled);
  release(sim, id, intent.amount_capturable);
  emit(sim, "payment_intent.canceled", canceled);
  return canceled;
}

function markCaptured(sim: Simulation, intent: PaymentIntent, amount: number): PaymentIntent {
  const captured: PaymentIntent = { ...intent, status: "succeeded", amount_capturable: 0, amount_received: amount };
  sim.store.save(captured);
  sim.store.enter({ atMs: sim.nowMs(), intentId: intent.id, kind: "captured", amountMinor: amount });
  release(sim, intent.id, intent.amount_capturable - amount);
  const charge = chargeOf(sim, intent);
  const taken: Charge = { ...charge, captured: true, amount_captured: amount };
  sim.store.save(taken);
  const session = sim.store.find("checkout.session", intent.sim.sessionId);
  if (session !== undefined) sim.store.save({ ...session, payment_status: "paid" });
  emit(sim, "charge.captured", taken);
  emit(sim, "payment_intent.succeeded", captured);
  return captured;
}

function release(sim: Simulation, intentId: string, amountMinor: number): void {
  if (amountMinor > 0) sim.store.enter({ atMs: sim.nowMs(), intentId, kind: "voided", amountMinor });
}

export function chargeOf(sim: Simulation, { id, latest_charge }: PaymentIntent): Charge {
  const charge = latest_charge === null ? undefined : sim.store.find("charge", latest_charge);
  if (charge === undefined) throw invalidRequest(`This PaymentIntent (${id}) does not have a successful charge.`);
  return charge;
}
