import { html } from "hono/html";
import type { Markup } from "../payments/page-layout.ts";
import { outcomeOf } from "./payment-methods.ts";
import type { CheckoutSession } from "./stripe-objects.ts";

const DELAYS_S = [5, 20, 60, 300, 900];
const DEFAULT_DELAY_S = 20;

/** The buttons of a session that is open, and the ways in which it may end. */
export function payForm(session: CheckoutSession, amount: string, declined: boolean): Markup {
  const action = `/pay/${session.id}`;
  return html`
    <h1>Pay with a test account</h1>
    ${session.customer_email === null ? "" : html`<p class="email">${session.customer_email}</p>`}
    ${declined ? html`<p class="notice" role="alert">Your card was declined. You have not been charged; you can try again.</p>` : ""}
    <form method="post" action="${action}/pay">
      ${methodChoice(session)}
      <button class="primary">Pay ${amount}</button>
    </form>
    <p class="hint">${hint(session)}</p>
    <div class="others">
      <h2>Other endings</h2>
      <form method="post" action="${action}/decline"><button>Decline the card</button></form>
      <form method="post" action="${action}/pay-later">
        <select name="seconds" aria-label="Delay">
          ${DELAYS_S.map((s) => html`<option value="${s}" ${s === DEFAULT_DELAY_S ? "selected" : ""}>${delayName(s)}</option>`)}
        </select>
        <button>Pay later</button>
      </form>
      <p class="hint">
        Pay later: the money arrives by itself after the delay, if this page is still open for payment then.
      </p>
    </div>
  `;
}

/** One method is shown as a card would be; of several the buyer chooses one. */
function methodChoice({ payment_method_types: methods }: CheckoutSession): Markup {
  const [only = "card", ...others] = methods;
  if (others.length === 0 && only === "card")
    return html`<div class="card"><span>4242 4242 4242 4242</span><span>12 / 34</span></div>`;
  if (others.length === 0)
    return html`<div class="card"><span>${methodName(only)}</span><span>test account</span></div>`;
  return html`<select class="card" name="method" aria-label="How to pay">
    ${methods.map((method) => html`<option value="${method}">${methodName(method)}</option>`)}
  </select>`;
}

/** sepa_debit → Sepa debit */
function methodName(method: string): string {
  return method.charAt(0).toUpperCase() + method.slice(1).replaceAll("_", " ");
}

const HINTS = {
  authorised: "The amount is authorised now, and taken once your order is confirmed.",
  taken: "The amount is taken at once.",
  asked: "Your bank is asked, and answers in some days.",
} as const;

function hint(session: CheckoutSession): string {
  const hints = session.payment_method_types.map((method) => HINTS[outcomeOf(session, method)]);
  const [first, ...others] = new Set(hints);
  return others.length === 0 && first !== undefined ? first : "What happens to the amount depends on how you pay.";
}

function delayName(seconds: number): string {
  return seconds < 120 ? `in ${seconds} seconds` : `in ${seconds / 60} minutes`;
}
