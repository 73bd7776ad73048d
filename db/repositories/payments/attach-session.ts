import { eq, sql } from "drizzle-orm";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { OPEN_STATUSES, PAYMENT_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { payments } from "../../schema/payments.ts";
import { changePayment } from "./change-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/** Statuses in which the session is, or was, for the buyer. */
const STILL_WANTED: ReadonlySet<PaymentStatus> = new Set([...OPEN_STATUSES, "completed"]);

/** `Payments.attachSession`, whatever became of the attempt meanwhile: somebody may pay in that session. */
export async function attachSession(
  db: Database,
  id: PaymentId,
  session: { readonly id: string; readonly url: string | null },
): Promise<boolean> {
  const [, , [payment]] = await db.batch([
    lockBookingOf(db, id),
    changePayment(db, {
      id,
      from: PAYMENT_STATUSES,
      set: sql`session_id = ${session.id}, session_url = ${session.url}`,
      when: sql`payments.session_id is null`,
      why: "session created",
    }),
    db.select({ status: payments.status }).from(payments).where(eq(payments.id, id)),
  ]);
  return payment !== undefined && STILL_WANTED.has(payment.status);
}
