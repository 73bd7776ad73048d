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
  if (payment === undefined) throw new Error(`settle-payment: no payment ${message.paymentId}`);
  if (["completed", "voided", "refunded"].includes(payment.status)) return services.outbox.consume(outboxId);

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
    await reopenBooking(services, payment);
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

/** No seats for this money: it goes back in full, by void where it was not taken yet. */
async function giveBack(
  services: Services,
  payment: Payment,
  message: Authorised,
  outboxId: string,
  reason: string,
  trace: Trace,
): Promise<void> {
  log.warn("payment given back", { paymentId: payment.id, bookingId: payment.bookingId, reason });
  if (message.intentId !== null) {
    const { intentId, amountMinor, currency } = message;
    const returned = message.captured
      ? await services.provider.refund(payment.id, intentId, { amountMinor, currency })
      : await services.provider.void(payment.id, intentId);
    if (!returned.ok) throw new StepNotFinished("settle-payment", returned.refusal);
  }
  await services.payments.close(payment.id, message.captured ? "refunded" : "voided", reason, outboxId, trace);
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
