import type { JoinedEvent } from "../join-event.ts";
import type { Remark } from "../remark.ts";

/** An event that does not take place owes everybody his money (I2, I7). */
export function* checkEventEnd(event: JoinedEvent): Generator<Remark> {
  const { id, name, cancelledAtMs, cancellationDoneAtMs, payments, ownSteps } = event;
  if (cancelledAtMs === null) return;
  const rounds = ownSteps.filter(({ type }) => type === "event.cancelled");
  if (cancellationDoneAtMs !== null) {
    for (const payment of payments) {
      if (payment.status !== "completed") continue;
      const says = `${name} is cancelled and done, and ${payment.id} of ${payment.bookingId} is still completed`;
      const remark = { code: "cancelled_but_paid", event: id, subject: payment.bookingId, says } as const;
      // A cancellation that was asked for again deals with what is left.
      yield rounds.length === 0 ? remark : { ...remark, sinceMs: Math.max(...rounds.map((step) => step.createdAtMs)) };
    }
    return;
  }
  // Its next step is told of where steps are.
  if (rounds.length > 0) return;
  const says = `${name} was cancelled ${new Date(cancelledAtMs).toISOString()}, is not done, and no step is at it`;
  yield { code: "cancellation_stalled", event: id, subject: id, says, sinceMs: cancelledAtMs };
}
