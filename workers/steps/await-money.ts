import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { DAY_MS } from "../../domain/time.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

type Processing = Extract<OutboxMessage, { type: "payment.processing" }>;

/** Banks answer within so many days (SEPA: up to 14 for a refusal, most within 6): so long the seats are kept, but not beyond the doors. */
const BANK_ANSWERS_WITHIN_MS = 14 * DAY_MS;

/**
 * The buyer has paid by a slow method, which the organiser offers: his seats stay reserved until his bank has answered. Where
 * they are gone by now nothing is kept, and the money, when it comes, goes back by the late path.
 */
export async function awaitMoney(services: Services, message: Processing, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment?.status !== "pending") return services.outbox.consume(outboxId);
  const { eventId, bookingId, id: paymentId } = payment;
  const event = await services.catalogue.event(eventId);
  const untilMs = Math.min(payment.createdAt.getTime() + BANK_ANSWERS_WITHIN_MS, event?.startsAt.getTime() ?? Infinity);
  const { result } = await services.inventory.execute(eventId, { type: "await_money", bookingId, paymentId, untilMs });
  if (!result.ok && isPassing(result.refusal)) throw new StepNotFinished("await-money", result.refusal);
  await services.payments.markProcessing(paymentId, message.intentId, outboxId, currentContext().trace);
}
