import type { Stripe } from "stripe";
import type { SessionRequest } from "../../../domain/ports/payment-provider.ts";
import { captureOf, type PaymentMethod } from "../../../domain/payment/payment-methods.ts";

/**
 * What Stripe is asked for. It follows from the request alone, so that a repeat under the same idempotency key sends the
 * same parameters. The ids are on session and intent, because events of either must find their payment. The methods are
 * named, because the dashboard's choice could hold one that takes days.
 */
export function sessionParameters(request: SessionRequest): Stripe.Checkout.SessionCreateParams {
  const { methods } = request;
  const metadata = { payment_id: request.paymentId, booking_id: request.bookingId };
  const isAllManual = methods.every((method) => captureOf(method) === "manual");
  return {
    mode: "payment",
    client_reference_id: request.paymentId,
    customer_email: request.buyerEmail,
    expires_at: Math.floor(request.expiresAt.getTime() / 1_000),
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    metadata,
    allowed_payment_method_types: [...methods],
    payment_intent_data: { ...(isAllManual ? { capture_method: "manual" as const } : {}), metadata },
    ...(isAllManual ? {} : { payment_method_options: manualWherePossible(methods) }),
    line_items: request.lines.map(({ name, unitAmountMinor, quantity }) => ({
      quantity,
      price_data: {
        currency: request.amount.currency,
        unit_amount: unitAmountMinor,
        product_data: { name },
      },
    })),
  };
}

/** Stripe refuses manual capture for the whole intent as soon as one method cannot wait. */
function manualWherePossible(
  methods: readonly PaymentMethod[],
): Stripe.Checkout.SessionCreateParams.PaymentMethodOptions {
  const manual = methods.filter((method) => captureOf(method) === "manual");
  return Object.fromEntries(manual.map((method) => [method, { capture_method: "manual" as const }]));
}
