import { sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { changePayment } from "./change-payment.ts";
import { followPayment } from "./follow-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/**
 * Money that came after all to an attempt that had ended without any is given back: then it ends a second time, as voided
 * or refunded. From completed, voided and refunded no way leads here.
 */
const CLOSABLE = {
  failed: OPEN_STATUSES,
  expired: OPEN_STATUSES,
  voided: [...OPEN_STATUSES, "failed", "expired"],
  refunded: [...OPEN_STATUSES, "failed", "expired"],
} as const;

/** `Payments.close`. What was last said to the buyer stays; the reason is told where nothing was. */
export async function closePayment(
  db: Database,
  id: PaymentId,
  status: keyof typeof CLOSABLE,
  reason: string,
  outboxId: string,
  trace: Trace,
): Promise<void> {
  const { requestId } = trace;
  const set = sql`last_error = coalesce(payments.last_error, ${reason})`;
  await db.batch([
    lockBookingOf(db, id),
    changePayment(db, { id, from: CLOSABLE[status], to: status, set, why: reason, requestId }),
    followPayment(db, id),
    consumeOutboxRow(db, outboxId),
  ]);
}
