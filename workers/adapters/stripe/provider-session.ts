import type { Stripe } from "stripe";
import type { Money } from "../../../domain/money.ts";
import type { ProviderSession } from "../../../domain/ports/payment-provider.ts";

/** A Checkout Session as the domain sees it. With its intent expanded it says what became of the money since. */
export function providerSession(session: Stripe.Checkout.Session): ProviderSession {
  const { payment_intent: intent } = session;
  return {
    id: session.id,
    url: session.url,
    state: sessionState(session),
    intentId: typeof intent === "string" ? intent : (intent?.id ?? null),
    amount: sessionAmount(session),
  };
}

function sessionState({ status, payment_status, payment_intent }: Stripe.Checkout.Session): ProviderSession["state"] {
  if (status === "open") return "open";
  if (status !== "complete") return "ended";
  if (typeof payment_intent === "object" && payment_intent !== null) return intentState(payment_intent);
  // Without the intent: with manual capture, Checkout offers only methods that authorise at once.
  return payment_status === "unpaid" ? "authorised" : "captured";
}

function intentState({ status }: Stripe.PaymentIntent): ProviderSession["state"] {
  switch (status) {
    case "succeeded":
      return "captured";
    case "requires_capture":
      return "authorised";
    case "canceled":
    case "requires_payment_method":
      return "ended";
    case "processing":
    case "requires_action":
    case "requires_confirmation":
    default:
      // Money of a slow method is on its way: there will be news.
      return "open";
  }
}

/** Sessions that we made have both; for any other, nothing is due, which no payment of ours matches. */
function sessionAmount({ amount_total, currency }: Stripe.Checkout.Session): Money {
  return { amountMinor: amount_total ?? 0, currency: currency ?? "" };
}
