import type { PaymentProvider } from "../../../domain/ports/payment-provider.ts";
import type { Stripe } from "stripe";
import { ok } from "../../../domain/result.ts";
import { refundAnswer } from "../refund-answer.ts";
import { captureIntent } from "./capture-intent.ts";
import { createStripeClient, type StripeSettings } from "./stripe-client.ts";
import { providerSession } from "./provider-session.ts";
import { refundIntent } from "./refund-intent.ts";
import { sessionParameters } from "./session-parameters.ts";
import { asResult } from "./stripe-failure.ts";
import { verifyStripeWebhook } from "./verify-stripe-webhook.ts";
import { voidIntent } from "./void-intent.ts";

/**
 * Stripe's Checkout Sessions, with manual capture where the method allows it. The idempotency key of each call is made of our
 * ids, so that a repeat by whoever asks again is the same call to Stripe, which remembers keys for 24 hours.
 */
export function createStripeProvider(settings: StripeSettings, now: () => number = Date.now): PaymentProvider {
  const stripe: Stripe = createStripeClient(settings);
  const account = {
    webhookSecret: settings.STRIPE_WEBHOOK_SECRET,
    isLive: settings.STRIPE_SECRET_KEY.includes("_live_"),
  };
  return {
    createSession: (request) =>
      asResult(async () => {
        const options = { idempotencyKey: `session:${request.paymentId}` };
        return ok(providerSession(await stripe.checkout.sessions.create(sessionParameters(request), options)));
      }),
    session: (id) =>
      asResult(async () =>
        ok(providerSession(await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] }))),
      ),
    expireSession: (id) =>
      asResult(async () =>
        ok(providerSession(await stripe.checkout.sessions.expire(id, {}, { idempotencyKey: `expire:${id}` }))),
      ),
    capture: (payment, intentId) => asResult(() => captureIntent(stripe, payment, intentId)),
    void: (payment, intentId) => asResult(() => voidIntent(stripe, payment, intentId)),
    refund: async (request) => refundAnswer(await asResult(() => refundIntent(stripe, request))),
    verifyWebhook: (body, headers) => verifyStripeWebhook(stripe, account, body, headers, now()),
  };
}
