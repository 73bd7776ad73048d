import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { PaymentStatus } from "../../domain/payment/payment-statuses.ts";
import { settle, type SettleAct, type Settling } from "../../domain/payment/settle.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { giveBack } from "./give-back.ts";
import { issueTickets } from "./issue-tickets.ts";
import { relaySoon } from "./relay.ts";
import { reopenBooking } from "./reopen-booking.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

export type MoneyCame = Extract<OutboxMessage, { type: "payment.authorised" }>;

/**
 * Money is authorised, or taken by a method that knows no authorising: `settle` says what to do, act by act, until the seats
 * are paid or the money is back (I2). Every act is safe to repeat; whatever fails is delivered again.
 */
export async function settlePayment(services: Services, message: MoneyCame, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment === undefined) return unknownPayment(services, message, outboxId);
  const { amountMinor, currency, captured } = message;
  const settling = { services, payment, message, outboxId, booking: undefined };
  return goOn(settling, {
    status: payment.status,
    isFree: payment.provider === "free",
    due: { amountMinor: payment.amountMinor, currency: payment.currency },
    money: { amountMinor, currency, isCaptured: captured || payment.provider === "free" },
  });
}

async function goOn(settling: Act, known: Settling): Promise<void> {
  const learnt = await act(settling, settle(known));
  if (learnt !== undefined) await goOn(settling, { ...known, ...learnt });
}

interface Act {
  readonly services: Services;
  readonly payment: Payment;
  readonly message: MoneyCame;
  readonly outboxId: string;
  /** As it was confirmed. */
  booking: BookingSnapshot | undefined;
}

/** What was learnt; undefined when it was the last act, which consumes the message. */
async function act(settling: Act, next: SettleAct): Promise<Partial<Settling> | undefined> {
  const { services, payment, message, outboxId } = settling;
  const { trace } = currentContext();
  switch (next.act) {
    case "nothing":
      await services.outbox.consume(outboxId);
      return undefined;
    case "free_seats":
      await reopenBooking(services, payment, { evenIfConfirmed: true });
      await services.outbox.consume(outboxId);
      return undefined;
    case "claim":
      return claimed(await services.payments.markAuthorised(payment.id, message.intentId, trace));
    case "confirm":
      return { seats: await confirm(settling) };
    case "capture":
      return { isCaptured: await capture(settling) };
    case "complete":
      await complete(settling);
      return undefined;
    case "reopen":
      await reopenBooking(services, payment, { evenIfConfirmed: true });
      await services.payments.close(payment.id, { fact: "capture_refused", reason: next.reason }, outboxId, trace);
      return undefined;
    case "give_back":
      await giveBack(services, payment, message, outboxId, next);
      return undefined;
  }
}

/** The attempt may have ended, or paid, since it was read: `settle` judges by what it is now. */
function claimed(status: PaymentStatus): Pick<Settling, "status" | "isClaimed"> {
  return { status, isClaimed: status === "authorised" };
}

async function confirm(settling: Act): Promise<string> {
  const { services, payment } = settling;
  const { bookingId, id: paymentId } = payment;
  const equalSeats = payment.acceptsEqualSeats ? { acceptsEqualSeats: true as const } : {};
  const command = { type: "confirm", bookingId, paymentId, ...equalSeats } as const;
  const { result } = await services.inventory.execute(payment.eventId, command);
  if (result.ok) {
    settling.booking = result.value;
    return "sold";
  }
  if (isPassing(result.refusal)) throw new StepNotFinished("settle-payment", result.refusal);
  return result.refusal.reason;
}

async function capture({ services, payment, message }: Act): Promise<boolean> {
  if (payment.provider === "free" || message.intentId === null) throw new Error(`nothing to capture of ${payment.id}`);
  const answer = await services.providers.of(payment.provider).capture(payment.id, message.intentId);
  if (!answer.ok) throw new StepNotFinished("settle-payment", answer.refusal);
  return answer.value.captured;
}

async function complete({ services, payment, outboxId, booking }: Act): Promise<void> {
  if (booking === undefined) throw new Error(`payment ${payment.id} is complete before its seats are sold`);
  const tickets = await issueTickets(services, booking);
  await services.payments.complete(payment.id, tickets, outboxId, currentContext().trace);
  relaySoon(services);
}

/**
 * Not in our database, though its webhook found it there: the database was reset. Its money is not touched; an authorisation
 * lapses by itself.
 */
function unknownPayment({ outbox }: Services, { paymentId }: MoneyCame, outboxId: string): Promise<void> {
  log.warn("money for an unknown payment", { paymentId });
  return outbox.consume(outboxId);
}
