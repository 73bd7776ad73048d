import type { Stripe } from "stripe";
import type { Money } from "../../../domain/money.ts";
import type { ProviderSession } from "../../../domain/ports/payment-provider.ts";

/** What of a Checkout Session says how it stands with the money. */
export type SessionFacts = Pick<
  Stripe.Checkout.Session,
  "id" | "url" | "status" | "payment_status" | "payment_intent" | "amount_total" | "currency"
>;

/** A Checkout Session as the domain sees it. With its intent expanded it says what became of the money since. */
export function providerSession(session: SessionFacts): ProviderSession {
  const { payment_intent: intent } = session;
  return {
    id: session.id,
    url: session.url,
    state: sessionState(session),
    intentId: typeof intent === "string" ? intent : (intent?.id ?? null),
    amount: sessionAmount(session),
  };
}

function sessionState({ status, payment_status, payment_intent }: SessionFacts): ProviderSession["state"] {
  if (status === "open") return "open";
  if (status !== "complete") return "ended";
  if (typeof payment_intent === "object" && payment_intent !== null) return intentState(payment_intent);
  // Unpaid, and nothing known of the intent: authorised only by a method that authorises at once (`provider-event.ts`).
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
      // The session is complete, so the buyer has done his part: a bank has not, and there will be news.
      return "processing";
  }
}

/** Sessions that we made have both; for any other, nothing is due, which no payment of ours matches. */
function sessionAmount({ amount_total, currency }: SessionFacts): Money {
  return { amountMinor: amount_total ?? 0, currency: currency ?? "" };
}
