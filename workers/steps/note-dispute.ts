import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { isOpenStatus } from "../../domain/payment/payment-statuses.ts";
import { refuse } from "../../domain/result.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "./relay.ts";
import { StepNotFinished } from "./step-error.ts";

type Disputed = Extract<OutboxMessage, { type: "payment.disputed" }>;

/** The buyer's bank takes the charge back, or will decide: his tickets are held so long, and void when he has won. */
export async function noteDispute(services: Services, message: Disputed, outboxId: string): Promise<void> {
  const { paymentId, outcome, reason } = message;
  const payment = await services.payments.find(paymentId);
  // Money that is disputed was taken: our own books are behind.
  if (payment !== undefined && isOpenStatus(payment.status))
    throw new StepNotFinished("note-dispute", refuse("booking_pending_payment").refusal);
  log.warn("payment disputed", { paymentId, outcome, reason });
  await services.payments.noteDispute(paymentId, outcome, reason, outboxId, currentContext().trace);
  relaySoon(services);
}
