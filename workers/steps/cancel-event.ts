import type { BookingId } from "../../domain/contract/ids.ts";
import { CANCELLATION_REPEAT } from "../../domain/payment/cancellation-repeat.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { refuse } from "../../domain/result.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relaySoon } from "./relay.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

type Cancelled = Extract<OutboxMessage, { type: "event.cancelled" }>;

/** Bookings of one batch: each is a transaction, one after the other, and an invocation has 30 s. */
const BATCH = 50;

/**
 * An event does not take place: nothing is sold any more, and what was paid goes back, a batch for each message. The object
 * hears of it first, so that each round finds fewer bookings; one that was being paid meanwhile is in a later round, or its
 * money is voided. Whatever dies between two bookings begins again with those that were not asked for yet.
 */
export async function cancelEvent(services: Services, { eventId, batch }: Cancelled, outboxId: string): Promise<void> {
  const { refunds, inventory } = services;
  const { trace } = currentContext();
  const told = await inventory.configure(eventId);
  if (!told.ok && isPassing(told.refusal)) throw new StepNotFinished("cancel-event", told.refusal);
  if (!told.ok) throw new Error(`cancel-event: ${told.refusal.reason}`);

  const progress = await refunds.cancellation(eventId);
  if (progress === undefined) throw new Error(`cancel-event: ${eventId} is not cancelled`);
  const stillPaid = await refunds.stillPaid(eventId, BATCH);
  let asked = 0;
  for (const booking of stillPaid) if (await askFor(services, booking, progress.reason)) asked++;
  // Not done while payments are under way, which end by themselves, or refunds of a part.
  const advanced = await refunds.advanceCancellation(eventId, batch, asked === 0, outboxId, trace);
  if (!advanced) throw new StepNotFinished("cancel-event", refuse("refund_under_way").refusal);
  relaySoon(services);
}

/** False where it cannot be given back now: a part is on its way, or its payment has changed since it was listed. */
async function askFor({ refunds }: Services, bookingId: BookingId, reason: string): Promise<boolean> {
  const requested = await refunds.request({
    bookingId,
    amountMinor: undefined,
    endsBooking: true,
    reason,
    who: "operator",
    repeat: CANCELLATION_REPEAT,
    trace: currentContext().trace,
  });
  return requested.ok;
}
