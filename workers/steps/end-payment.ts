import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { reopenBooking } from "./reopen-booking.ts";

type Ended = Extract<OutboxMessage, { type: "payment.ended" }>;

/** The provider's session ended without money: the booking, where it still lives, can be paid again. */
export async function endPayment(services: Services, message: Ended, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment === undefined) throw new Error(`end-payment: no payment ${message.paymentId}`);
  if (payment.status !== "pending") return services.outbox.consume(outboxId);

  await reopenBooking(services, payment);
  await services.payments.close(
    payment.id,
    message.outcome,
    `session ${message.outcome}`,
    outboxId,
    currentContext().trace,
  );
}
