import { html } from "hono/html";
import { formatMoney } from "../../domain/money.ts";
import { pageLayout, type Markup } from "./page-layout.ts";
import type { CheckoutSession, LineItem } from "./stripe-objects.ts";

export interface PageState {
  readonly nonce: string;
  /** The last try to pay was declined. */
  readonly declined: boolean;
}

const DELAYS_S = [5, 20, 60, 300, 900];
const DEFAULT_DELAY_S = 20;
const WAITING_REFRESH_S = 2;

/** The hosted page of a session in whatever state it is. */
export function checkoutPage(session: CheckoutSession, state: PageState): Markup {
  const page = { nonce: state.nonce, summary: summary(session) };
  const amount = money(session, session.amount_total);
  if (session.status === "complete")
    return pageLayout({ ...page, title: "Payment complete", action: complete(session) });
  if (session.status === "expired") return pageLayout({ ...page, title: "Session expired", action: expired(session) });
  if (session.sim.payAtMs === null)
    return pageLayout({ ...page, title: `Pay ${amount}`, action: payForm(session, state) });
  const action = waiting(session.sim.payAtMs);
  return pageLayout({ ...page, title: "Payment on its way", action, refreshSeconds: WAITING_REFRESH_S });
}

/** Where the buyer goes after the payment. */
export function successUrl({ id, success_url }: CheckoutSession): string {
  return success_url.replaceAll("{CHECKOUT_SESSION_ID}", id);
}

function summary(session: CheckoutSession): Markup {
  const { lines } = session.sim;
  return html`
    ${back(session)}
    <p class="label">${session.status === "open" ? "To pay" : "Your order"}</p>
    <p class="amount">${money(session, session.amount_total)}</p>
    <ul class="lines">
      ${lines.map((line) => lineItem(session, line))}
      <li class="total"><span>Total</span><b>${money(session, session.amount_total)}</b></li>
    </ul>
    ${session.status === "open" ? expiry(session) : ""}
  `;
}

/** Gives up the payment; after it, the way back is the button of success. */
function back({ status, cancel_url }: CheckoutSession): Markup | "" {
  if (status === "complete" || cancel_url === null) return "";
  return html`<a class="back" href="${cancel_url}">← Back to the shop</a>`;
}

function lineItem(session: CheckoutSession, { name, quantity, unitAmount }: LineItem): Markup {
  const each = quantity === 1 ? "" : html`<small>${quantity} × ${money(session, unitAmount)}</small>`;
  return html`<li><span>${name}${each}</span><b>${money(session, quantity * unitAmount)}</b></li>`;
}

function expiry({ expires_at }: CheckoutSession): Markup {
  const end = new Date(expires_at * 1_000).toISOString();
  return html`<p class="expiry">
    Time left to pay: <time datetime="${end}" data-countdown>until ${end.slice(11, 16)} UTC</time>
  </p>`;
}

function payForm(session: CheckoutSession, { declined }: PageState): Markup {
  const manual = session.sim.captureMethod === "manual";
  const action = `/pay/${session.id}`;
  return html`
    <h1>Pay with a test card</h1>
    ${session.customer_email === null ? "" : html`<p class="email">${session.customer_email}</p>`}
    ${declined ? html`<p class="notice" role="alert">Your card was declined. You have not been charged; you can try again.</p>` : ""}
    <div class="card"><span>4242 4242 4242 4242</span><span>12 / 34</span></div>
    <form method="post" action="${action}/pay">
      <button class="primary">Pay ${money(session, session.amount_total)}</button>
    </form>
    <p class="hint">
      ${manual ? "The amount is authorised now, and taken once your order is confirmed." : "The amount is taken at once."}
    </p>
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

function delayName(seconds: number): string {
  return seconds < 120 ? `in ${seconds} seconds` : `in ${seconds / 60} minutes`;
}

function waiting(payAtMs: number): Markup {
  const due = new Date(payAtMs).toISOString();
  return html`
    <div class="mark" aria-hidden="true">⋯</div>
    <h1>Your payment is on its way</h1>
    <p>It arrives at <time datetime="${due}">${due.slice(11, 19)} UTC</time>. You can leave this page.</p>
  `;
}

function complete(session: CheckoutSession): Markup {
  const taken = session.payment_status === "paid";
  const state = taken
    ? "The amount has been taken."
    : "The amount is authorised, and taken once your order is confirmed.";
  return html`
    <div class="mark" aria-hidden="true">✓</div>
    <h1>Thank you, your payment went through</h1>
    <p>${state}</p>
    <a class="primary" href="${successUrl(session)}">Return to the shop</a>
  `;
}

function expired(session: CheckoutSession): Markup {
  return html`
    <div class="mark ended" aria-hidden="true">×</div>
    <h1>This payment page has expired</h1>
    <p>Nothing was charged. If you still want your order, start the payment again in the shop.</p>
    ${session.cancel_url === null ? "" : html`<a class="primary" href="${session.cancel_url}">Return to the shop</a>`}
  `;
}

function money({ currency }: CheckoutSession, amountMinor: number): string {
  return formatMoney({ amountMinor, currency });
}
