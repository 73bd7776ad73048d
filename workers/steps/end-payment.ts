import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

type Ended = Extract<OutboxMessage, { type: "payment.ended" }>;

/** The provider's session ended without money: the booking, where it still lives, can be paid again. */
export async function endPayment(services: Services, message: Ended, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment === undefined) throw new Error(`end-payment: no payment ${message.paymentId}`);
  if (payment.status !== "pending") return services.outbox.consume(outboxId);

  const { bookingId, id: paymentId, eventId } = payment;
  const { result } = await services.inventory.execute(eventId, { type: "reopen", bookingId, paymentId });
  if (!result.ok && isPassing(result.refusal)) throw new StepNotFinished("end-payment", result.refusal);
  await services.payments.close(
    paymentId,
    message.outcome,
    `session ${message.outcome}`,
    outboxId,
    currentContext().trace,
  );
}
