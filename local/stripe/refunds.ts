import { z } from "zod";
import type { FormTree } from "./parse-form.ts";
import { chargeOf, findIntent } from "./payment-intents.ts";
import { behaviourOf } from "./payment-methods.ts";
import { emit, mintId, nowSeconds, type Simulation } from "./simulation.ts";
import type { Charge, PaymentIntent, Refund } from "./stripe-objects.ts";
import { invalidRequest, missing } from "./stripe-refusal.ts";

const refundParameters = z.object({
  payment_intent: z.string(),
  amount: z.coerce.number().int().min(1).optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  metadata: z.record(z.string(), z.string()).default({}),
});

/**
 * Gives back captured money, all that is left of it unless `amount` says less. What a bank debited is given back by transfer:
 * `pending` for days.
 */
export function createRefund(sim: Simulation, form: FormTree): Refund {
  const parsed = refundParameters.safeParse(form);
  if (!parsed.success) {
    const param = parsed.error.issues[0]?.path.join("_") ?? "payment_intent";
    throw invalidRequest(`Missing or invalid parameter: ${param}`, { code: "parameter_invalid", param });
  }
  const intent = findIntent(sim, parsed.data.payment_intent);
  const charge = chargeOf(sim, intent);
  if (!charge.captured) throw invalidRequest("This PaymentIntent has no captured money. Cancel it instead.");
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  }
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = parsed.data.amount ?? left;
  if (amount > left) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw invalidRequest(message, { code: "amount_too_large", param: "amount" });
  }
  const refund: Refund = {
    id: mintId("re"),
    object: "refund",
    amount,
    charge: charge.id,
    created: nowSeconds(sim),
    currency: charge.currency,
    metadata: parsed.data.metadata,
    payment_intent: intent.id,
    reason: parsed.data.reason ?? null,
    status: refundStatus(sim, charge),
  };
  if (refund.status === "failed") {
    sim.store.save(refund);
    emit(sim, "refund.failed", refund);
    return refund;
  }
  const refunded: Charge = { ...charge, amount_refunded: charge.amount_refunded + amount, refunded: amount === left };
  sim.store.save(refund);
  sim.store.save(refunded);
  sim.store.enter({ atMs: sim.nowMs(), intentId: intent.id, kind: "refunded", amountMinor: amount });
  emit(sim, "refund.created", refund);
  emit(sim, "charge.refunded", refunded);
  return refund;
}

/** The buyer's bank sends the newest refund of a payment back, whether it was on its way or there. */
export function failRefund(sim: Simulation, intent: PaymentIntent): void {
  const refund = [...sim.store.list("refund")].find(
    ({ payment_intent, status }) => payment_intent === intent.id && status !== "failed",
  );
  if (refund === undefined) throw invalidRequest("There is no refund of this payment that could fail.");
  const charge = chargeOf(sim, intent);
  const failed: Refund = { ...refund, status: "failed", failure_reason: "lost_or_stolen_card" };
  sim.store.save(failed);
  sim.store.save({ ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  sim.store.enter({ atMs: sim.nowMs(), intentId: intent.id, kind: "refund_failed", amountMinor: refund.amount });
  emit(sim, "refund.updated", failed);
  emit(sim, "refund.failed", failed);
}

function refundStatus(sim: Simulation, charge: Charge): Refund["status"] {
  if (sim.chaos.take("refuseRefunds")) return "failed";
  return behaviourOf(charge.payment_method_details.type) === "delayed" ? "pending" : "succeeded";
}

export function findRefund(sim: Simulation, id: string): Refund {
  const refund = sim.store.find("refund", id);
  if (refund === undefined) throw missing("refund", id);
  return refund;
}
