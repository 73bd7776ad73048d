import { html } from "hono/html";
import { formatMoney } from "../../domain/money.ts";
import { pageLayout, type Markup } from "../payments/page-layout.ts";
import { payForm } from "./pay-form.ts";
import type { CheckoutSession, LineItem } from "./stripe-objects.ts";

export interface PageState {
  readonly nonce: string;
  /** The last try to pay was declined. */
  readonly declined: boolean;
  /** The buyer's bank is being asked: a delayed method. */
  readonly isAsking: boolean;
}

const WAITING_REFRESH_S = 2;

/** The hosted page of a session in whatever state it is. */
export function checkoutPage(session: CheckoutSession, state: PageState): Markup {
  const page = { nonce: state.nonce, standsInFor: "Stripe Checkout", summary: summary(session) };
  const amount = money(session, session.amount_total);
  if (session.status === "complete" && state.isAsking)
    return pageLayout({ ...page, title: "Your bank is being asked", action: asking(session) });
  if (session.status === "complete")
    return pageLayout({ ...page, title: "Payment complete", action: complete(session) });
  if (session.status === "expired") return pageLayout({ ...page, title: "Session expired", action: expired(session) });
  if (session.sim.payAtMs === null)
    return pageLayout({ ...page, title: `Pay ${amount}`, action: payForm(session, amount, state.declined) });
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

function waiting(payAtMs: number): Markup {
  const due = new Date(payAtMs).toISOString();
  return html`
    <div class="mark" aria-hidden="true">⋯</div>
    <h1>Your payment is on its way</h1>
    <p>It arrives at <time datetime="${due}">${due.slice(11, 19)} UTC</time>. You can leave this page.</p>
  `;
}

function asking(session: CheckoutSession): Markup {
  const action = `/pay/${session.id}`;
  return html`
    <div class="mark" aria-hidden="true">⋯</div>
    <h1>Your bank is being asked</h1>
    <p>It answers in some days. Nothing more is needed from you.</p>
    <a class="primary" href="${successUrl(session)}">Return to the shop</a>
    <div class="others">
      <h2>Be the bank</h2>
      <form method="post" action="${action}/bank-accepts"><button>Accept the debit</button></form>
      <form method="post" action="${action}/bank-refuses"><button>Refuse the debit</button></form>
    </div>
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
