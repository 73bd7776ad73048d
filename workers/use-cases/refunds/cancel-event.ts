import type { RepeatKey } from "../../../domain/contract/event-object.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import type { CancellationWire } from "../../../domain/contract/wire/refunds.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { currentContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import { relaySoon } from "../../steps/relay.ts";
import { cancellationView } from "./cancellation-view.ts";

/**
 * The event does not take place: everybody gets his money back, by its step. An event is cancelled once: who says so again
 * for the same reason is told how it goes, and has those asked for again whose refund has failed, when all else is done; for
 * another reason is refused.
 */
export async function cancelEvent(
  services: Services,
  repeat: RepeatKey,
  event: EventId,
  reason: string,
): Promise<Result<{ readonly cancellation: CancellationWire; readonly replayed: boolean }>> {
  const cancelled = await services.refunds.cancelEvent(event, reason, repeat, currentContext().trace);
  if (!cancelled.ok) return cancelled;
  if (cancelled.value) relaySoon(services);
  const progress = await services.refunds.cancellation(event);
  if (progress === undefined) throw new Error(`event ${event} was not cancelled`);
  if (progress.reason !== reason) {
    return refuse("event_cancelled", { cancelledAt: progress.cancelledAt.toISOString(), because: progress.reason });
  }
  return ok({ cancellation: cancellationView(progress), replayed: !cancelled.value });
}
