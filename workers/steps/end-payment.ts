import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { reopenBooking } from "./reopen-booking.ts";
import { StepNotFinished } from "./step-error.ts";

type Ended = Extract<OutboxMessage, { type: "payment.ended" }>;

/** The provider's session ended without money: the booking, where it still lives, can be paid again. */
export async function endPayment(services: Services, message: Ended, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment?.status !== "pending") return services.outbox.consume(outboxId);
  if (message.outcome === "expired" && payment.sessionId !== null && !(await hasEnded(services, payment.sessionId))) {
    // The news is older than the session, or the buyer was faster: what happens there will be heard, or asked about.
    return services.outbox.consume(outboxId);
  }

  await reopenBooking(services, payment);
  await services.payments.close(
    payment.id,
    message.outcome,
    `session ${message.outcome}`,
    outboxId,
    currentContext().trace,
  );
}

async function hasEnded({ provider }: Services, sessionId: string): Promise<boolean> {
  const session = await provider.session(sessionId);
  if (!session.ok) throw new StepNotFinished("end-payment", session.refusal);
  return session.value.state === "ended";
}
