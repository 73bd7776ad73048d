import type { CheckoutSession } from "./stripe-objects.ts";
import { invalidRequest } from "./stripe-refusal.ts";

/** manual: may be authorised first. immediate: taken at once. delayed: the bank answers days later. */
type Behaviour = "manual" | "immediate" | "delayed";

/** https://docs.stripe.com/payments/payment-methods/payment-method-support, as far as the simulator plays it. */
const BEHAVIOURS = {
  card: "manual",
  link: "manual",
  paypal: "manual",
  klarna: "manual",
  ideal: "immediate",
  bancontact: "immediate",
  eps: "immediate",
  twint: "immediate",
  sepa_debit: "delayed",
  us_bank_account: "delayed",
} as const satisfies Record<string, Behaviour>;

type Method = keyof typeof BEHAVIOURS;

export const PAYMENT_METHODS = Object.keys(BEHAVIOURS) as readonly Method[];
export const MANUAL_METHODS = PAYMENT_METHODS.filter((method) => BEHAVIOURS[method] === "manual");

export function behaviourOf(method: string): Behaviour | undefined {
  return PAYMENT_METHODS.includes(method as Method) ? BEHAVIOURS[method as Method] : undefined;
}

/** What a payment does: the money is authorised, taken, or a bank is asked for it. */
export type Outcome = "authorised" | "taken" | "asked";

export function outcomeOf({ sim, payment_method_options }: CheckoutSession, method: string): Outcome {
  if (behaviourOf(method) === "delayed") return "asked";
  const isManual = sim.captureMethod === "manual" || payment_method_options[method]?.capture_method === "manual";
  return isManual ? "authorised" : "taken";
}

/** The dashboard's choice, which here is cards, unless `allowed` says otherwise; Stripe leaves out what cannot be captured so. */
export function eligibleMethods(
  allowed: readonly string[] | undefined,
  captureMethod: "automatic" | "manual",
): readonly string[] {
  const eligible = (allowed ?? ["card"]).filter(
    (method) => captureMethod === "automatic" || behaviourOf(method) === "manual",
  );
  if (eligible.length > 0) return eligible;
  throw invalidRequest("No payment method is eligible for this Checkout Session.", {
    param: "allowed_payment_method_types",
  });
}
