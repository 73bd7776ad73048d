import type { Stripe } from "stripe";
import type { SessionRequest } from "../../../domain/ports/payment-provider.ts";

/**
 * What Stripe is asked for. It follows from the request alone, so that a repeat under the same idempotency key sends the
 * same parameters. The ids are on session and intent, because events of either must find their payment.
 */
export function sessionParameters(request: SessionRequest): Stripe.Checkout.SessionCreateParams {
  const metadata = { payment_id: request.paymentId, booking_id: request.bookingId };
  return {
    mode: "payment",
    client_reference_id: request.paymentId,
    customer_email: request.buyerEmail,
    expires_at: Math.floor(request.expiresAt.getTime() / 1_000),
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    metadata,
    payment_intent_data: { capture_method: "manual", metadata },
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
