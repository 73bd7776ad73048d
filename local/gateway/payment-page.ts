import { html } from "hono/html";
import { formatMoney } from "../../domain/money.ts";
import { pageLayout, type Markup } from "../payments/page-layout.ts";
import type { Payment } from "./gateway-store.ts";

const DELAYS_S = [5, 20, 60];
const WAITING_REFRESH_S = 2;

/** The page of a payment in whatever state it is. */
export function paymentPage(payment: Payment, nonce: string): Markup {
  const page = { nonce, standsInFor: "a plain payment gateway", summary: summary(payment) };
  if (payment.status === "CONFIRMED")
    return pageLayout({ ...page, title: "Payment complete", action: confirmed(payment) });
  if (payment.status !== "NEW") return pageLayout({ ...page, title: "Payment ended", action: ended(payment) });
  if (payment.payAtMs === null)
    return pageLayout({ ...page, title: `Pay ${formatMoney(payment)}`, action: payForm(payment) });
  const action = waiting(payment.payAtMs);
  return pageLayout({ ...page, title: "Payment on its way", action, refreshSeconds: WAITING_REFRESH_S });
}

function summary(payment: Payment): Markup {
  const isOpen = payment.status === "NEW";
  const end = new Date(payment.expiresAt).toISOString();
  const expiry = html`<p class="expiry">
    Time left to pay: <time datetime="${end}" data-countdown>until ${end.slice(11, 16)} UTC</time>
  </p>`;
  return html`
    ${payment.status === "CONFIRMED" ? "" : html`<a class="back" href="${payment.failUrl}">← Back to the shop</a>`}
    <p class="label">${isOpen ? "To pay" : "Your order"}</p>
    <p class="amount">${formatMoney(payment)}</p>
    <ul class="lines">
      <li><span>${payment.description}</span></li>
      <li class="total"><span>Total</span><b>${formatMoney(payment)}</b></li>
    </ul>
    ${isOpen ? expiry : ""}
  `;
}

function payForm(payment: Payment): Markup {
  const action = `/pay/${payment.paymentId}`;
  return html`
    <h1>Pay from a test account</h1>
    <p class="email">${payment.email}</p>
    <div class="card"><span>Test account 0042</span><span>always covered</span></div>
    <form method="post" action="${action}/pay">
      <button class="primary">Pay ${formatMoney(payment)}</button>
    </form>
    <p class="hint">The amount is taken at once. If your order cannot be kept, it is given back.</p>
    <div class="others">
      <h2>Other endings</h2>
      <form method="post" action="${action}/decline"><button>Let the bank say no</button></form>
      <form method="post" action="${action}/pay-later">
        <select name="seconds" aria-label="Delay">
          ${DELAYS_S.map((s) => html`<option value="${s}">in ${s} seconds</option>`)}
        </select>
        <button>Pay later</button>
      </form>
      <p class="hint">A refused payment is over: start another in the shop.</p>
    </div>
  `;
}

function waiting(payAtMs: number): Markup {
  const due = new Date(payAtMs).toISOString();
  return html`
    <div class="mark" aria-hidden="true">⋯</div>
    <h1>Your payment is on its way</h1>
    <p>It arrives at <time datetime="${due}">${due.slice(11, 19)} UTC</time>. You can leave this page.</p>
  `;
}

function confirmed({ successUrl }: Payment): Markup {
  return html`
    <div class="mark" aria-hidden="true">✓</div>
    <h1>Thank you, your payment went through</h1>
    <p>The amount has been taken.</p>
    <a class="primary" href="${successUrl}">Return to the shop</a>
  `;
}

function ended({ failUrl, status }: Payment): Markup {
  const why = status === "CANCELLED" ? "The shop has ended this payment." : "This payment did not go through.";
  return html`
    <div class="mark ended" aria-hidden="true">×</div>
    <h1>${why}</h1>
    <p>Nothing was charged. If you still want your order, start the payment again in the shop.</p>
    <a class="primary" href="${failUrl}">Return to the shop</a>
  `;
}
