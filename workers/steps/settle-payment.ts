import type { BookingSnapshot, Trace } from "../../domain/contract/event-object.ts";
import { ticketId } from "../../domain/contract/ids.ts";
import type { Ticket } from "../../domain/ports/bookings.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "./relay.ts";
import { reopenBooking } from "./reopen-booking.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

type Authorised = Extract<OutboxMessage, { type: "payment.authorised" }>;

/**
 * Money is authorised: confirm the seats, then capture, then record payment and tickets (I2). In this order, because a
 * seat can be taken back from a buyer who has not paid, and an authorisation can be voided, but a capture costs a refund.
 * Every part is safe to repeat; whatever fails is delivered again.
 */
export async function settlePayment(services: Services, message: Authorised, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment === undefined) return unknownPayment(services, message, outboxId);
  if (payment.status === "completed") return services.outbox.consume(outboxId);
  if (payment.status === "voided" || payment.status === "refunded") {
    // A confirmation that was under way when the money went back holds seats for nobody. Free bookings end otherwise.
    if (payment.provider !== "free") await reopenBooking(services, payment, { evenIfConfirmed: true });
    return services.outbox.consume(outboxId);
  }

  const { trace } = currentContext();
  if (message.amountMinor !== payment.amountMinor || message.currency !== payment.currency) {
    return giveBack(services, payment, message, outboxId, "amount_mismatch", trace);
  }
  const open = await services.payments.markAuthorised(payment.id, message.intentId, trace);
  if (!open) return giveBack(services, payment, message, outboxId, "payment_superseded", trace);

  const { bookingId, id: paymentId } = payment;
  const confirmed = await services.inventory.execute(payment.eventId, { type: "confirm", bookingId, paymentId });
  if (!confirmed.result.ok) {
    const { refusal } = confirmed.result;
    if (isPassing(refusal)) throw new StepNotFinished("settle-payment", refusal);
    return giveBack(services, payment, message, outboxId, refusal.reason, trace);
  }

  if (!(await isCaptured(services, payment, message))) {
    await reopenBooking(services, payment, { evenIfConfirmed: true });
    return services.payments.close(payment.id, "failed", "capture_refused", outboxId, trace);
  }
  await services.payments.complete(payment.id, await issueTickets(services, confirmed.result.value), outboxId, trace);
  relaySoon(services);
}

async function isCaptured({ provider }: Services, payment: Payment, message: Authorised): Promise<boolean> {
  if (message.captured || message.intentId === null) return true;
  const capture = await provider.capture(payment.id, message.intentId);
  if (!capture.ok) throw new StepNotFinished("settle-payment", capture.refusal);
  return capture.value.captured;
}

/**
 * Not in our database: another deployment on the same Stripe account, or a database that was reset. It may not be ours, so
 * its money is not touched; an authorisation lapses by itself.
 */
function unknownPayment({ outbox }: Services, { paymentId }: Authorised, outboxId: string): Promise<void> {
  log.warn("money for an unknown payment", { paymentId });
  return outbox.consume(outboxId);
}

/** No seats for this money: it goes back in full, by void where it was not taken yet, and the seats with it. */
async function giveBack(
  services: Services,
  payment: Payment,
  message: Authorised,
  outboxId: string,
  reason: string,
  trace: Trace,
): Promise<void> {
  log.warn("payment given back", { paymentId: payment.id, bookingId: payment.bookingId, reason });
  const status = message.intentId === null ? "voided" : await returnMoney(services, payment, message, message.intentId);
  await reopenBooking(services, payment, { evenIfConfirmed: true });
  await services.payments.close(payment.id, status, reason, outboxId, trace);
}

/** The message may be older than a capture: where the provider refuses the void, the money was taken and is refunded. */
async function returnMoney(
  { provider }: Services,
  { id }: Payment,
  { captured, amountMinor, currency }: Authorised,
  intentId: string,
): Promise<"voided" | "refunded"> {
  if (!captured) {
    const voided = await provider.void(id, intentId);
    if (voided.ok) return "voided";
    if (voided.refusal.reason !== "payment_provider_error") throw new StepNotFinished("settle-payment", voided.refusal);
  }
  const refunded = await provider.refund(id, intentId, { amountMinor, currency });
  if (!refunded.ok) throw new StepNotFinished("settle-payment", refunded.refusal);
  return "refunded";
}

/** A ticket per seat and per place, numbered in the booking's order: issuing again gives the same tickets. */
async function issueTickets({ tickets }: Services, booking: BookingSnapshot): Promise<Ticket[]> {
  const { id: bookingId, eventId } = booking;
  const places = booking.places.flatMap(({ area, count }) =>
    Array.from({ length: count }, () => ({ seat: null, area })),
  );
  const items = [...booking.seats.map(({ seat }) => ({ seat, area: null })), ...places];
  return Promise.all(
    items.map(async ({ seat, area }, ordinal) => {
      const id = ticketId(bookingId, ordinal);
      const code = await tickets.sign({ ticket: id, event: eventId, seat, area });
      return { id, bookingId, eventId, seat, area, code, status: "valid" as const };
    }),
  );
}
