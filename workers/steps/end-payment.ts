import { isOpenStatus } from "../../domain/payment/payment-statuses.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { reopenBooking } from "./reopen-booking.ts";
import { StepNotFinished } from "./step-error.ts";

type Ended = Extract<OutboxMessage, { type: "payment.ended" }>;

/**
 * The provider says that no money comes: the booking, where it still lives, can be paid again. It is not believed before the
 * provider was asked; but a failure of an attempt that has no money is: that is the last word of its session.
 */
export async function endPayment(services: Services, message: Ended, outboxId: string): Promise<void> {
  const payment = await services.payments.find(message.paymentId);
  if (payment === undefined || !isOpenStatus(payment.status)) return services.outbox.consume(outboxId);
  const isDoubtful = message.outcome !== "failed" || payment.status === "authorised";
  if (isDoubtful && !(await hasEnded(services, payment))) {
    // The news is older than the session, or the buyer was faster: what happens there will be heard, or asked about.
    return services.outbox.consume(outboxId);
  }
  // The authorisation is over for sure, so seats that were confirmed for it are nobody's.
  await reopenBooking(services, payment, payment.status === "authorised" ? { evenIfConfirmed: true } : {});
  const ending = {
    fact: message.outcome === "expired" ? "expired" : "failed",
    reason: `session ${message.outcome}`,
  } as const;
  await services.payments.close(payment.id, ending, outboxId, currentContext().trace);
}

/** An attempt that never got a session has nothing that could go on, unless money of one that we never noted has come. */
async function hasEnded({ providers }: Services, { provider, sessionId, status }: Payment): Promise<boolean> {
  if (sessionId === null || provider === "free") return status === "pending";
  const session = await providers.of(provider).session(sessionId);
  if (!session.ok) throw new StepNotFinished("end-payment", session.refusal);
  return session.value.state === "ended";
}
