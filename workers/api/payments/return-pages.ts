import { Hono } from "hono";
import { html } from "hono/html";
import { parsePaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { rateLimited } from "../middleware/rate-limited.ts";
import { problem } from "../problem.ts";

const MESSAGES: Record<PaymentStatus, string> = {
  pending: "We are waiting for the payment provider.",
  authorised: "Your payment is authorised. We are confirming your seats.",
  processing: "Your bank has been asked, which takes some days. Your seats are kept until it has answered.",
  completed: "Paid. Your tickets are on their way to your mailbox.",
  failed: "The payment failed, and no money was taken. You can try again while your seats are held.",
  expired: "The time to pay is over, and no money was taken.",
  voided: "Your seats were gone by then. Nothing was taken from your card.",
  refunding: "Your money is on its way back to you.",
  disputed: "Your bank is looking into this payment. Your tickets are held until it has decided.",
  charged_back: "Your bank took this payment back. Your tickets are void.",
  refunded: "Your money is on its way back to you.",
};

/**
 * Where the provider sends the buyer back to. They read the payment's state and never change it: what the address says is
 * not believed, only what the provider's signed webhook said.
 */
export const returnPagesRoute = new Hono<AppEnv>().get(
  "/payments/:outcome{success|fail}",
  rateLimited("reading"),
  async (context) => {
    const id = parsePaymentId(context.req.query("payment_id") ?? "");
    const payment = id && (await context.get("kept").services.payments.find(id));
    if (payment === undefined) return problem(refuse("payment_not_found").refusal);
    const hasLeft = payment.status === "pending" && context.req.param("outcome") === "fail";
    if (hasLeft) return context.html(page("You left the payment page. You can still pay while your seats are held."));
    // The page asks again by itself while there is news to come.
    if (payment.status === "pending" || payment.status === "authorised") context.header("refresh", "2");
    return context.html(page(MESSAGES[payment.status]));
  },
);

function page(message: string) {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Your payment</title>
      <style>
        body {
          font:
            18px/1.5 system-ui,
            sans-serif;
          max-width: 34rem;
          margin: 18vh auto;
          padding: 0 1.5rem;
          color: #14213d;
        }
      </style>
      <h1>Your payment</h1>
      <p>${message}</p>
    </html>`;
}
