import { eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { OPEN_STATUSES, PAID_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { payments } from "../../schema/payments.ts";
import { changePayment } from "./change-payment.ts";
import { followPayment } from "./follow-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/** `Payments.markAuthorised`. Throws when there is no such attempt. */
export async function markAuthorised(
  db: Database,
  id: PaymentId,
  intentId: string | null,
  trace: Trace,
): Promise<PaymentStatus> {
  const [, , , [payment]] = await db.batch([
    lockBookingOf(db, id),
    changePayment(db, {
      id,
      fact: "authorised",
      set: sql`intent_id = coalesce(${intentId}, payments.intent_id)`,
      when: sql`not exists (
        select from payments as other
        where other.booking_id = payments.booking_id and other.id <> payments.id
          and other.status in ${[...OPEN_STATUSES, ...PAID_STATUSES]}
      )`,
      why: "money authorised",
      requestId: trace.requestId,
    }),
    followPayment(db, id),
    db.select({ status: payments.status }).from(payments).where(eq(payments.id, id)),
  ]);
  if (payment === undefined) throw new Error(`no payment ${id}`);
  return payment.status;
}
