import { and, count, eq, sql } from "drizzle-orm";
import type { EventId } from "../../../domain/contract/ids.ts";
import { CANCELLATION_REPEAT } from "../../../domain/payment/cancellation-repeat.ts";
import type { RefundStatus } from "../../../domain/payment/refund-statuses.ts";
import type { CancellationProgress } from "../../../domain/ports/refunds.ts";
import type { Database } from "../../connect.ts";
import { events } from "../../schema/events.ts";
import { payments } from "../../schema/payments.ts";
import { refunds } from "../../schema/refunds.ts";
import { isOwed } from "./is-owed.ts";

/** `Refunds.cancellation`, at one moment. A disputed booking counts as one that was not given back yet. */
export async function cancellationProgress(db: Database, event: EventId): Promise<CancellationProgress | undefined> {
  const { cancelledAt, cancelReason, cancellationDoneAt } = events;
  const [[found], counted, [owed]] = await db.batch([
    db
      .select({ cancelledAt, reason: cancelReason, doneAt: cancellationDoneAt })
      .from(events)
      .where(eq(events.id, event)),
    db
      .select({
        status: refunds.status,
        count: count(),
        amountMinor: sql`sum(${refunds.amountMinor})`.mapWith(Number),
      })
      .from(refunds)
      .where(and(eq(refunds.eventId, event), eq(refunds.requestKey, CANCELLATION_REPEAT.scope)))
      .groupBy(refunds.status),
    db
      .select({ count: count() })
      .from(payments)
      .where(isOwed(event, ["completed", "disputed"])),
  ]);
  if (found === undefined || found.cancelledAt === null || found.reason === null) return undefined;
  const of = (status: RefundStatus) => counted.find((each) => each.status === status);
  const [requested, done, failed] = [of("requested")?.count ?? 0, of("done")?.count ?? 0, of("failed")?.count ?? 0];
  return {
    eventId: event,
    cancelledAt: found.cancelledAt,
    reason: found.reason,
    doneAt: found.doneAt,
    bookings: requested + done + failed + (owed?.count ?? 0),
    requested,
    done,
    failed,
    refundedMinor: of("done")?.amountMinor ?? 0,
  };
}
