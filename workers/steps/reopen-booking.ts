import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { Services } from "../services.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

/**
 * The payment brought no money: its booking, where it still lives, can be paid again. Done before the payment is closed,
 * because what closes it also consumes the message, and nobody would come back for the seats.
 * The booking as it is then; undefined where there is none any more. `evenIfConfirmed`: no money is kept for sure, so that seats which this payment has confirmed are taken back too.
 */
export async function reopenBooking(
  { inventory }: Services,
  { eventId, bookingId, id }: Payment,
  options: { readonly evenIfConfirmed?: true } = {},
): Promise<BookingSnapshot | undefined> {
  const { result } = await inventory.execute(eventId, { type: "reopen", bookingId, paymentId: id, ...options });
  if (!result.ok && isPassing(result.refusal)) throw new StepNotFinished("reopen-booking", result.refusal);
  return result.ok ? result.value : undefined;
}
