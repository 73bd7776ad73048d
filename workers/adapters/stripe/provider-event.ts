import type { Stripe } from "stripe";
import { parseBookingId, parsePaymentId, type BookingId, type PaymentId } from "../../../domain/contract/ids.ts";
import type { ProviderEvent } from "../../../domain/ports/payment-provider.ts";
import { providerSession } from "./provider-session.ts";

/**
 * A verified event as the domain sees it. The object in it is a snapshot of when the event was made, which may be days
 * ago: it is a reason to act, and the acts check again. What does not bear our metadata is not ours.
 */
export function providerEvent(event: Stripe.Event): ProviderEvent {
  const { id, type } = event;
  if (event.type === "payment_intent.payment_failed") return { id, type, ...decline(event.data.object) };
  if (event.type === "checkout.session.async_payment_failed") {
    return { id, type, ...sessionNews(event.data.object, true) };
  }
  if (
    event.type === "checkout.session.completed" ||
    event.type === "checkout.session.async_payment_succeeded" ||
    event.type === "checkout.session.expired"
  ) {
    return { id, type, ...sessionNews(event.data.object, false) };
  }
  return { id, type, kind: "ignored" };
}

type News<Kind extends ProviderEvent["kind"]> = Omit<Extract<ProviderEvent, { kind: Kind }>, "id" | "type">;

function sessionNews(session: Stripe.Checkout.Session, failed: boolean): News<"session"> | News<"ignored"> {
  const ids = ourIds(session.metadata);
  if (ids === undefined) return { kind: "ignored" };
  const news = providerSession(session);
  return { kind: "session", ...ids, session: failed ? { ...news, state: "ended" } : news, failed };
}

function decline(intent: Stripe.PaymentIntent): News<"declined"> | News<"ignored"> {
  const ids = ourIds(intent.metadata);
  if (ids === undefined) return { kind: "ignored" };
  return { kind: "declined", ...ids, message: intent.last_payment_error?.message ?? "The payment was declined." };
}

function ourIds(metadata: Stripe.Metadata | null): { paymentId: PaymentId; bookingId: BookingId } | undefined {
  const paymentId = parsePaymentId(metadata?.["payment_id"] ?? "");
  const booking = parseBookingId(metadata?.["booking_id"] ?? "");
  return paymentId === undefined || booking === undefined ? undefined : { paymentId, bookingId: booking.booking };
}
