import type { CancellationWire } from "../../../domain/contract/wire/refunds.ts";
import type { CancellationProgress } from "../../../domain/ports/refunds.ts";

export function cancellationView(progress: CancellationProgress): CancellationWire {
  const { reason, bookings, requested, done, failed } = progress;
  return {
    event_id: progress.eventId,
    cancelled_at: progress.cancelledAt.toISOString(),
    reason,
    done_at: progress.doneAt?.toISOString() ?? null,
    bookings,
    requested,
    done,
    failed,
    refunded_minor: progress.refundedMinor,
  };
}
