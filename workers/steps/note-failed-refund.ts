import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { refuse } from "../../domain/result.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { StepNotFinished } from "./step-error.ts";

type Failed = Extract<OutboxMessage, { type: "refund.failed" }>;

/**
 * A bank has sent back what the provider had taken on, perhaps days ago: staff must see to it. The news may be quicker than
 * whoever asked the provider; he hears the same of it, or writes that it is done, and then this is looked at again.
 */
export async function noteFailedRefund(services: Services, message: Failed, outboxId: string): Promise<void> {
  const { type: _, ...failed } = message;
  const { paymentId, refundId, reason } = failed;
  log.warn("refund failed at the bank", { refundId, paymentId, reason });
  const isNoted = await services.refunds.noteFailed(failed, outboxId, currentContext().trace);
  if (!isNoted) throw new StepNotFinished("note-failed-refund", refuse("refund_under_way").refusal);
}
