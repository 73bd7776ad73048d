import { z } from "zod";
import type { FormTree } from "./parse-form.ts";
import { chargeOf, findIntent } from "./payment-intents.ts";
import { emit, mintId, nowSeconds, type Simulation } from "./simulation.ts";
import type { Charge, Refund } from "./stripe-objects.ts";
import { invalidRequest, missing } from "./stripe-refusal.ts";

const refundParameters = z.object({
  payment_intent: z.string(),
  amount: z.coerce.number().int().min(1).optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  metadata: z.record(z.string(), z.string()).default({}),
});

/** Gives back captured money, all that is left of it unless `amount` says less. */
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
    status: "succeeded",
  };
  const refunded: Charge = { ...charge, amount_refunded: charge.amount_refunded + amount, refunded: amount === left };
  sim.store.save(refund);
  sim.store.save(refunded);
  sim.store.enter({ atMs: sim.nowMs(), intentId: intent.id, kind: "refunded", amountMinor: amount });
  emit(sim, "refund.created", refund);
  emit(sim, "charge.refunded", refunded);
  return refund;
}

export function findRefund(sim: Simulation, id: string): Refund {
  const refund = sim.store.find("refund", id);
  if (refund === undefined) throw missing("refund", id);
  return refund;
}
