import type { Payment } from "../../domain/ports/payments.ts";
import { refuse } from "../../domain/result.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { reopenBooking } from "./reopen-booking.ts";
import type { MoneyCame } from "./settle-payment.ts";
import { StepNotFinished } from "./step-error.ts";

/**
 * No seats for this money: it goes back in full, by void where it was not taken yet. Before it moves the object forgets the
 * payment, so that no other delivery sells for it: what stood in its way may be gone by then.
 */
export async function giveBack(
  services: Services,
  payment: Payment,
  message: MoneyCame,
  outboxId: string,
  { reason, isFlagged }: { readonly reason: string; readonly isFlagged: boolean },
): Promise<void> {
  log.warn("payment given back", { paymentId: payment.id, bookingId: payment.bookingId, reason });
  const booking = await reopenBooking(services, payment);
  if (booking?.status === "confirmed" && booking.paymentId === payment.id) {
    // Another delivery was faster, and is at the capture: this one finds what it has done.
    throw new StepNotFinished("give-back", refuse("booking_confirmed").refusal);
  }
  const returned = await returnMoney(services, payment, message);
  await services.payments.close(
    payment.id,
    returned === "refused" ? REFUSED : { fact: returned, reason, isFlagged },
    outboxId,
    currentContext().trace,
  );
}

/** It is owed to the buyer, and staff can pay it back from here (`Refunds.request`): no repeat of ours helps. */
const REFUSED = { fact: "returned", reason: "refund_failed", isFlagged: true } as const;

/** refused: for good. The message may be older than a capture: where the provider refuses the void, the money was taken and is refunded. */
async function returnMoney(
  { providers }: Services,
  { id, provider: name }: Payment,
  { captured, intentId, amountMinor, currency }: MoneyCame,
): Promise<"voided" | "returned" | "refused"> {
  if (name === "free") return "voided";
  if (intentId === null) throw new Error(`give-back: nobody knows the money of ${id}`);
  const provider = providers.of(name);
  if (!captured) {
    const voided = await provider.void(id, intentId);
    if (voided.ok) return "voided";
    if (voided.refusal.reason !== "payment_provider_error") throw new StepNotFinished("settle-payment", voided.refusal);
  }
  const amount = { amountMinor, currency };
  const refunded = await provider.refund({ id, paymentId: id, intentId, amount });
  if (refunded.ok) return "returned";
  if (refunded.refusal.reason === "payment_provider_error") return "refused";
  throw new StepNotFinished("settle-payment", refunded.refusal);
}
