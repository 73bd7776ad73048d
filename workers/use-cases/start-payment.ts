import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { EventDetail } from "../../domain/ports/catalogue.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { SessionRequest } from "../../domain/ports/payment-provider.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "../steps/relay.ts";
import type { PaymentStarted } from "./initiate-payment.ts";

/**
 * Stripe lets a session live for 30 minutes at least, longer than any hold: the session's end is not what ends the
 * sale's patience. When the object's deadline passes, the step `close-checkout` expires the session.
 */
const SESSION_TTL_MS = HOUR_MS;

/**
 * From a reserved booking to a payment that the buyer can make: one Postgres transaction, then the provider, then its
 * address kept. A repeat, after a death at any point, takes up where the first one stopped: the payment's id and the
 * session's end were fixed before the provider was asked, so it is asked for the same session again.
 */
export async function startPayment(
  services: Services,
  buyer: User,
  booking: BookingSnapshot,
  wish: PaymentWish,
  replayed: boolean,
): Promise<Result<PaymentStarted>> {
  if (booking.paymentId === null) return refuse("booking_expired");
  const free = booking.totalMinor === 0;
  const event = await services.catalogue.event(booking.eventId);
  if (event === undefined) return refuse("event_not_found");
  const opened = await services.payments.open({
    booking,
    paymentId: booking.paymentId,
    provider: free ? "free" : event.paymentProvider,
    acceptsEqualSeats: wish.acceptsEqualSeats,
    sessionExpiresAt: new Date(Date.now() + SESSION_TTL_MS),
    outbox: free ? [freeOfCharge(booking, booking.paymentId)] : [],
    trace: currentContext().trace,
  });
  switch (opened.kind) {
    case "booking_ended":
      return refuse("booking_expired");
    case "running":
      return refuse("request_in_progress");
    case "answered":
      return ok({ payment: started(booking, opened.payment), replayed });
    case "opened":
      if (free) {
        relaySoon(services);
        return ok({ payment: started(booking, opened.payment), replayed });
      }
      return openSession(services, buyer, booking, event, opened.payment, replayed);
  }
}

/** What the buyer decides beforehand. */
export interface PaymentWish {
  /** When his seats are gone as his money comes, equal ones will do. */
  readonly acceptsEqualSeats: boolean;
}

/** Nothing to pay is paid at once: the same step as for money, started by ourselves. */
function freeOfCharge(booking: Pick<BookingSnapshot, "currency">, paymentId: Payment["id"]): OutboxMessage {
  const { currency } = booking;
  return { type: "payment.authorised", paymentId, intentId: null, captured: true, amountMinor: 0, currency };
}

async function openSession(
  services: Services,
  buyer: User,
  booking: BookingSnapshot,
  event: EventDetail,
  payment: Payment,
  replayed: boolean,
): Promise<Result<PaymentStarted>> {
  const { trace } = currentContext();
  if (payment.provider === "free") throw new Error(`payment ${payment.id} needs no provider`);
  const provider = services.providers.of(payment.provider);
  const session = await provider.createSession(sessionRequest(services, buyer, booking, event, payment));
  if (!session.ok) {
    // Who is let in now could not pay either: the waiting room slows down by itself.
    if ((await provider.breaker()).state !== "Closed") {
      services.waitingRoom.count(booking.eventId, { isProviderDown: true });
    }
    await services.payments.unlock(payment.id);
    return session;
  }
  if (!(await services.payments.attachSession(payment.id, session.value, trace))) {
    // Cancelled or expired while the provider was asked. If the session cannot be closed now, the late path gives money back.
    await provider.expireSession(session.value.id);
    return refuse("booking_expired");
  }
  return ok({ payment: started(booking, { ...payment, sessionUrl: session.value.url }), replayed });
}

function started(booking: BookingSnapshot, payment: Payment): PaymentStarted["payment"] {
  return {
    booking_id: booking.id,
    payment_id: payment.id,
    status: "pending_payment",
    payment_url: payment.sessionUrl,
    expires_at: booking.deadlineMs === null ? null : new Date(booking.deadlineMs).toISOString(),
  };
}

/** Frozen in the booking or the plan, or changed by nobody while a sale is on (name, methods, address): a repeat sends the same. */
function sessionRequest(
  { publicUrl }: Services,
  buyer: User,
  booking: BookingSnapshot,
  event: EventDetail,
  payment: Payment,
): SessionRequest {
  const { name } = event;
  const prices = new Map<number, number>();
  for (const { priceMinor } of booking.seats) prices.set(priceMinor, (prices.get(priceMinor) ?? 0) + 1);
  const seatLines = [...prices].map(([unitAmountMinor, quantity]) => ({ name, unitAmountMinor, quantity }));
  const areaLines = booking.places.map(({ area, count, priceMinor }) => ({
    name: `${name}, ${event.areas[area]?.name ?? "standing"}`,
    unitAmountMinor: priceMinor,
    quantity: count,
  }));
  return {
    paymentId: payment.id,
    bookingId: booking.id,
    amount: { amountMinor: booking.totalMinor, currency: booking.currency },
    lines: [...seatLines, ...areaLines],
    buyerEmail: buyer.email,
    methods: event.paymentMethods,
    expiresAt: payment.sessionExpiresAt,
    successUrl: `${publicUrl}/api/payments/success?payment_id=${payment.id}`,
    cancelUrl: `${publicUrl}/api/payments/fail?payment_id=${payment.id}`,
  };
}
