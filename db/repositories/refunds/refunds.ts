import { desc, eq } from "drizzle-orm";
import type { Refunds } from "../../../domain/ports/refunds.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";
import { refunds } from "../../schema/refunds.ts";
import { advanceCancellation } from "./advance-cancellation.ts";
import { cancelEvent } from "./cancel-event.ts";
import { cancellationProgress } from "./cancellation-progress.ts";
import { failRefund } from "./fail-refund.ts";
import { findRefund } from "./find-refund.ts";
import { finishRefund } from "./finish-refund.ts";
import { isOwed } from "./is-owed.ts";
import { noteFailedRefund } from "./note-failed-refund.ts";
import { refundColumns } from "./refund-columns.ts";
import { requestRefund } from "./request-refund.ts";

/** What changes a refund begins by locking its booking, like what changes a payment. */
export function createRefundsRepository(db: Database): Refunds {
  return {
    request: (request) => requestRefund(db, request),
    find: (id) => findRefund(db, id),
    ofBooking: (booking) =>
      db.select(refundColumns).from(refunds).where(eq(refunds.bookingId, booking)).orderBy(desc(refunds.id)),
    finish: (id, outboxId, trace) => finishRefund(db, id, outboxId, trace),
    fail: (id, error, outboxId, trace) => failRefund(db, id, error, outboxId, trace),
    noteFailed: (failed, outboxId, trace) => noteFailedRefund(db, failed, outboxId, trace),
    cancelEvent: (event, reason, repeat, trace) => cancelEvent(db, event, reason, repeat, trace),
    async stillPaid(event, limit) {
      const owed = await db
        .select({ id: payments.bookingId })
        .from(payments)
        .where(isOwed(event, ["completed"]))
        .orderBy(payments.id)
        .limit(limit);
      return owed.map(({ id }) => id);
    },
    advanceCancellation: (event, batch, isLast, outboxId, trace) =>
      advanceCancellation(db, event, batch, isLast, outboxId, trace),
    cancellation: (event) => cancellationProgress(db, event),
  };
}
